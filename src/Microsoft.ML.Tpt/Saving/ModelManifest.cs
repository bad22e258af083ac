using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Tpt.Engine;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>The files of a model, by name, length and SHA-256, in the order of their names.</summary>
internal sealed class ModelManifest
{
    /// <summary>A model in 1000 files would be of terabytes.</summary>
    private const int MostFiles = 1000;

    private const int NameLimit = 4096;
    private const int MostDifferences = 5;

    /// <summary>How files of weights end.</summary>
    private static readonly string[] _weightKinds = [".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".tar"];

    /// <summary>The kinds of files that a loader may open.</summary>
    private static readonly SearchValues<string> _kinds = SearchValues.Create([".json", ".txt", ".model", .. _weightKinds], StringComparison.OrdinalIgnoreCase);

    public ModelManifest(IEnumerable<SavedFile> files) => Files = [.. files.OrderBy(file => file.Name, StringComparer.Ordinal)];

    /// <summary>The files that a model was loaded from, as they were when they were read.</summary>
    public static ModelManifest Of(ClipModel model) => new(model.Files.Select(file => new SavedFile(Path.GetFileName(file.Path), file.Length, file.Sha256)));

    public IReadOnlyList<SavedFile> Files { get; }

    public long Length => Files.Sum(file => file.Length);

    /// <summary>The SHA-256, in lower-case hexadecimal, over name, length and SHA-256 of every file.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Concat(Files.Select(file => Invariant($"{file.Name}\n{file.Length}\n{file.Sha256}\n"))))));

    /// <summary>What the path of a loader is to be, where the files lie in a folder: the file that was given, or the index of the weights, or their only file, or the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="given">The path that the model was loaded from, on whatever system; <see langword="null"/> for none.</param>
    public string PathIn(string folder, string? given)
    {
        string[] names = [.. Files.Select(file => file.Name)];
        var name = given?[(given.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
        string[][] choices =
        [
            [.. names.Where(other => FileNames.AreSame(other, name))],
            [.. names.Where(other => other.EndsWith(".index.json", StringComparison.Ordinal))],
            [.. names.Where(other => _weightKinds.Any(kind => other.EndsWith(kind, StringComparison.OrdinalIgnoreCase)))],
        ];
        return choices.FirstOrDefault(choice => choice.Length > 0) is [var weights] ? Path.Combine(folder, weights) : folder;
    }

    /// <summary>Format: the number of files (int), and for each its name (string), length (long) and SHA-256 (32 bytes).</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(Files.Count);
        foreach (var file in Files)
        {
            writer.Write(file.Name);
            writer.Write(file.Length);
            writer.Write(Convert.FromHexString(file.Sha256));
        }
    }

    /// <param name="reader">Stands at the manifest.</param>
    /// <param name="unpacks">Whether the files are to be written under their names.</param>
    /// <exception cref="InvalidDataException">There are more files than can be, or names or lengths that no file has.</exception>
    public static ModelManifest Read(StateReader reader, bool unpacks)
    {
        var files = new SavedFile[reader.ReadCount("files", leastBytes: 1 + sizeof(long) + SHA256.HashSizeInBytes, MostFiles)];
        var names = new HashSet<string>(unpacks ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        for (var i = 0; i < files.Length; i++)
        {
            files[i] = new SavedFile(
                ReadName(reader, names, unpacks),
                ReadLength(reader),
                Convert.ToHexStringLower(reader.ReadBytes(SHA256.HashSizeInBytes, "the SHA-256 of a file")));
        }
        return new ModelManifest(files);
    }

    /// <summary>Whether the folder has these files, byte for byte, and no other that a loader might open. What cannot be read is not there.</summary>
    public bool IsIn(string folder)
    {
        try
        {
            return Directory.Exists(folder) && Files.All(file => IsIn(folder, file)) && !Strays(folder).Any();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The files in a folder that a loader might open and that are not of this model.</summary>
    public IEnumerable<string> Strays(string folder) => Directory.EnumerateFiles(folder)
        .Where(path => _kinds.Contains(Path.GetExtension(path)) && Files.All(file => !FileNames.AreSame(file.Name, Path.GetFileName(path))));

    /// <summary>What differs, as sentences that name the files, at most five; <see langword="null"/> where nothing does.</summary>
    /// <param name="found">The files that there are now.</param>
    public string? Difference(ModelManifest found)
    {
        var differences = Files.Where(file => !found.Files.Any(other => IsSame(file, other)))
            .Select(file => found.Files.FirstOrDefault(other => FileNames.AreSame(other.Name, file.Name)) is { } other
                ? Invariant($"'{file.Name}' has {other.Length} bytes with the SHA-256 {other.Sha256}, and it should have {file.Length} with {file.Sha256}")
                : $"'{file.Name}' is missing or not read")
            .Concat(found.Files.Where(other => Files.All(file => !FileNames.AreSame(file.Name, other.Name))).Select(other => $"'{other.Name}' was not read when the model was saved"))
            .ToArray();
        if (differences.Length == 0)
        {
            return null;
        }

        var more = differences.Length > MostDifferences ? Invariant($"; and {differences.Length - MostDifferences} more") : "";
        return $"{string.Join("; ", differences.Take(MostDifferences))}{more}";
    }

    /// <param name="reader">Stands at the name.</param>
    /// <param name="names">The names so far, to which this one is added.</param>
    /// <param name="unpacks">Whether a file is to be written under the name.</param>
    private static string ReadName(StateReader reader, HashSet<string> names, bool unpacks)
    {
        var name = reader.ReadText("the name of a file", NameLimit);
        if (unpacks && !SavedFileName.IsAllowed(name))
        {
            throw reader.Damaged($"'{Excerpt.Of(name)}' is not the name of a file");
        }

        if (!names.Add(name))
        {
            throw reader.Damaged($"it has two files with the name '{Excerpt.Of(name)}'");
        }

        return name;
    }

    private static long ReadLength(StateReader reader)
    {
        var length = reader.ReadInt64("the length of a file");
        return length is >= 0 and <= long.MaxValue / MostFiles ? length : throw reader.Damaged(Invariant($"a file takes {length} bytes, says the file"));
    }

    private static bool IsSame(SavedFile one, SavedFile other) => FileNames.AreSame(one.Name, other.Name) && (one.Length, one.Sha256) == (other.Length, other.Sha256);

    private static bool IsIn(string folder, SavedFile file)
    {
        var path = Path.Combine(folder, file.Name);
        if (!File.Exists(path) || RegularFile.LengthOf(path) != file.Length)
        {
            return false;
        }

        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream)) == file.Sha256;
    }
}
