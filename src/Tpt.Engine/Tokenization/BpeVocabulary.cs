using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>The tokens and merges of a byte-level BPE, from vocab.json and merges.txt or from tokenizer.json.</summary>
internal sealed record BpeVocabulary(IReadOnlyDictionary<string, int> Tokens, IReadOnlyList<string> Merges)
{
    /// <summary>The token in front of every text.</summary>
    public const string StartOfText = "<|startoftext|>";

    /// <summary>The token behind every text, where the text tower is read.</summary>
    public const string EndOfText = "<|endoftext|>";

    private const char ByteOrderMark = '\uFEFF';

    /// <summary>The file that it was read from.</summary>
    public string? Source { get; init; }

    /// <summary>One more than the largest token id.</summary>
    public int Size => Tokens.Values.Max() + 1;

    /// <param name="folder">The folder of the files.</param>
    /// <param name="modelFiles">What reads them, and remembers them as some of the model's.</param>
    /// <exception cref="FileNotFoundException">The folder has neither vocab.json with merges.txt nor tokenizer.json.</exception>
    /// <exception cref="InvalidDataException">A file is there but cannot be read as what its name says.</exception>
    public static BpeVocabulary Load(string folder, ModelFileReader? modelFiles = null)
    {
        var files = modelFiles ?? new ModelFileReader();
        var vocab = Path.Combine(folder, "vocab.json");
        var merges = Path.Combine(folder, "merges.txt");
        var tokenizer = Path.Combine(folder, "tokenizer.json");
        if (File.Exists(vocab) && File.Exists(merges))
        {
            return ReadPair(files, vocab, merges);
        }
        if (File.Exists(tokenizer))
        {
            return ReadTokenizer(files, tokenizer);
        }
        throw new FileNotFoundException(
            $"'{folder}' has no tokenizer: neither vocab.json with merges.txt nor tokenizer.json is there. "
            + "Put them beside the weights, or name the folder that has them as TokenizerFolder.");
    }

    /// <summary>The error that a file is no vocabulary.</summary>
    public static InvalidDataException Invalid(string path, string what, Exception? inner = null)
        => new($"'{path}' does not hold a byte-level BPE vocabulary: {what}.", inner);

    private static BpeVocabulary ReadPair(ModelFileReader files, string vocab, string merges)
    {
        var tokens = new BpeTokens(vocab);
        using (var document = ReadJson(files, vocab))
        {
            tokens.AddAll(document.RootElement);
        }
        string[] pairs = [.. ReadLines(files, merges).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))];
        BpeMerges.Require(pairs, tokens.Ids, merges, vocab);
        return Complete(tokens.Ids, pairs, vocab);
    }

    private static BpeVocabulary ReadTokenizer(ModelFileReader files, string path)
    {
        using var document = ReadJson(files, path);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Find(root, "model") is not { ValueKind: JsonValueKind.Object } model
            || Find(model, "vocab") is not { } vocab || Find(model, "merges") is not { ValueKind: JsonValueKind.Array } merges)
        {
            throw Invalid(path, "it has no model with a vocab and merges");
        }
        var tokens = new BpeTokens(path);
        tokens.AddAll(vocab);
        string[] pairs = [.. merges.EnumerateArray().Select((merge, i) => ReadMerge(merge) ?? throw Invalid(path, Invariant($"merge {i + 1} is {Excerpt.Of(merge.GetRawText())}; it must be two tokens")))];
        BpeMerges.Require(pairs, tokens.Ids, path, path);
        foreach (var added in Find(root, "added_tokens") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default)
        {
            AddToken(tokens, added, path);
        }
        return Complete(tokens.Ids, pairs, path);
    }

    private static BpeVocabulary Complete(IReadOnlyDictionary<string, int> tokens, IReadOnlyList<string> merges, string path)
    {
        foreach (var special in new[] { StartOfText, EndOfText })
        {
            if (!tokens.ContainsKey(special))
            {
                throw Invalid(path, $"it has no token '{special}', so it is not that of a CLIP model");
            }
        }
        return tokens.Count > 2 ? new(tokens, merges) { Source = path } : throw Invalid(path, "it has no token but those of start and end");
    }

    private static void AddToken(BpeTokens tokens, JsonElement added, string path)
    {
        if (added.ValueKind != JsonValueKind.Object || Find(added, "content") is not { ValueKind: JsonValueKind.String } content || Find(added, "id") is not { } id)
        {
            throw Invalid(path, $"an added token is {Excerpt.Of(added.GetRawText())}; it must have a content and an id");
        }
        tokens.Add(content.GetString()!, id);
    }

    /// <summary>Older files write a merge as "a b", newer ones as ["a", "b"]. Null where it is neither.</summary>
    private static string? ReadMerge(JsonElement merge) => merge.ValueKind switch
    {
        JsonValueKind.String => merge.GetString(),
        JsonValueKind.Array when merge.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String)
            => string.Join(' ', merge.EnumerateArray().Select(part => part.GetString())),
        _ => null,
    };

    private static JsonDocument ReadJson(ModelFileReader files, string path)
    {
        try
        {
            return JsonText.Parse(files.Read(path, ModelFileReader.MaxTokenizerBytes));
        }
        catch (JsonException e)
        {
            throw Invalid(path, $"it is no JSON. {e.Message}", e);
        }
    }

    private static IEnumerable<string> ReadLines(ModelFileReader files, string path)
    {
        var utf8 = files.Read(path, ModelFileReader.MaxTokenizerBytes);
        if (!Utf8.IsValid(utf8))
        {
            throw Invalid(path, "it is not in UTF-8");
        }
        return Encoding.UTF8.GetString(utf8).TrimStart(ByteOrderMark).Split('\n').Select(line => line.TrimEnd('\r'));
    }

    private static JsonElement? Find(JsonElement parent, string key)
        => parent.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
