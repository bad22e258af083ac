using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tpt.Cli.Sets;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>
/// What the scores of a set depend on: pictures, classes, model, options, methods, engine. Rows of two fingerprints are never mixed. The
/// description can be read in <c>run.json</c>, the pictures in <c>pictures.jsonl</c>, whose SHA-256 is part of the description.
/// </summary>
internal sealed class RunFingerprint
{
    public const string FileName = "run.json";

    public const string PicturesFileName = "pictures.jsonl";

    private const int MostDifferences = 4;

    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions _compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _description;
    private readonly byte[] _pictures;

    /// <param name="set">The pictures and classes.</param>
    /// <param name="settings">All else: model, options, methods, engine.</param>
    public RunFingerprint(LabelledSet set, JsonObject settings)
    {
        _pictures = Encoding.UTF8.GetBytes(string.Concat(set.Pictures.Select(picture => $"{JsonSerializer.Serialize(new object[] { picture.Name, picture.Label }, _compact)}\n")));
        _description = new JsonObject
        {
            ["set"] = set.Name,
            ["pictures"] = new JsonObject { ["count"] = set.Pictures.Count, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(_pictures)) },
        };
        foreach (var (name, value) in settings)
        {
            _description[name] = value?.DeepClone();
        }
        _description["classes"] = new JsonArray([.. set.Classes.Select(one => new JsonArray(one.Label, one.Name))]);
        // Through text, so that a number here and the same number out of a file are equal.
        _description = Parse(_description.ToJsonString(_compact));
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_description.ToJsonString(_compact))));
    }

    /// <summary>The SHA-256 over the description, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Writes the description into the folder, or holds it against the one that is there.</summary>
    /// <exception cref="InvalidDataException">There is another, or it cannot be read: the message names what differs.</exception>
    public async Task ClaimAsync(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            if (RowFileName.AllIn(folder, RowFileName.RowsExtension).FirstOrDefault(file => new FileInfo(file.Path).Length > 0).Path is { } rows)
            {
                throw new InvalidDataException($"'{Excerpt.Of(rows)}' has rows, but there is no {FileName} that says what they were scored with. Start over with --restart, or name another folder with --out.");
            }
            await WholeFile.WriteAsync(Path.Combine(folder, PicturesFileName), stream => stream.WriteAsync(_pictures).AsTask());
            // Of two processes that start at once, one writes it, and both hold theirs against it.
            await WholeFile.WriteIfAbsentAsync(path, stream => JsonSerializer.SerializeAsync(stream, new JsonObject { ["fingerprint"] = Sha256, ["run"] = _description.DeepClone() }, _readable));
        }
        var (sha256, description) = Read(path);
        if (sha256 != Sha256)
        {
            var differences = Differences(folder, description);
            throw new InvalidDataException(
                $"The rows in '{Excerpt.Of(folder)}' were scored with something else. {string.Join(" ", differences)} "
                + "Go on with what it was, or throw the rows away with --restart, or name another folder with --out.");
        }
    }

    private static (string? Sha256, JsonObject Description) Read(string path)
    {
        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(path)) is JsonObject file && file["fingerprint"] is JsonValue value && value.TryGetValue(out string? sha256) && file["run"] is JsonObject description)
            {
                return (sha256, description);
            }
        }
        catch (JsonException exception)
        {
            throw Damaged(path, exception);
        }
        throw Damaged(path, null);
    }

    private List<string> Differences(string folder, JsonObject earlier)
    {
        var all = JsonDifference.Between(earlier, _description).ToList();
        var differences = all.Where(difference => difference.Path != "pictures.sha256").Take(MostDifferences).Select(difference => difference.ToString()).ToList();
        if (all.Any(difference => difference.Path == "pictures.sha256") && FirstOtherPicture(folder) is { } picture)
        {
            differences.Insert(0, picture);
        }
        return differences.Count > 0 ? differences : [$"{FileName} was changed."];
    }

    private string? FirstOtherPicture(string folder)
    {
        var path = Path.Combine(folder, PicturesFileName);
        var before = File.Exists(path) ? File.ReadAllLines(path) : [];
        var now = Encoding.UTF8.GetString(_pictures).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var at = Enumerable.Range(0, Math.Min(before.Length, now.Length)).Cast<int?>().FirstOrDefault(i => before[i!.Value] != now[i.Value]);
        return at is { } row ? FormattableString.Invariant($"Picture {row} was {Excerpt.Of(before[row])} and is {Excerpt.Of(now[row])}.") : null;
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();

    private static InvalidDataException Damaged(string path, JsonException? exception)
        => new($"'{Excerpt.Of(path)}' is not what an evaluation writes. Start over with --restart, or name another folder with --out.", exception);
}
