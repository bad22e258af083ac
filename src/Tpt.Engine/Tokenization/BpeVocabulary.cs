using System.Text;
using System.Text.Json;
using Tpt.Engine.Checkpoints;

namespace Tpt.Engine.Tokenization;

/// <summary>The tokens and merges of a byte-level BPE, from vocab.json and merges.txt or from tokenizer.json.</summary>
internal sealed record BpeVocabulary(IReadOnlyDictionary<string, int> Tokens, IReadOnlyList<string> Merges)
{
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
            return new(ReadJson(files.Read(vocab), vocab, ReadTokens), ReadMerges(files.Read(merges), merges));
        }
        if (File.Exists(tokenizer))
        {
            return ReadJson(files.Read(tokenizer), tokenizer, ReadTokenizer);
        }
        throw new FileNotFoundException(
            $"'{folder}' has no tokenizer: neither vocab.json with merges.txt nor tokenizer.json is there. "
            + "Put them beside the weights, or name the folder that has them as TokenizerFolder.");
    }

    private static T ReadJson<T>(byte[] json, string path, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonText.Parse(json);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new InvalidDataException($"'{path}' does not hold a byte-level BPE vocabulary.", e);
        }
    }

    private static BpeVocabulary ReadTokenizer(JsonElement root)
    {
        var model = root.GetProperty("model");
        var tokens = ReadTokens(model.GetProperty("vocab"));
        if (root.TryGetProperty("added_tokens", out var added))
        {
            foreach (var token in added.EnumerateArray())
            {
                tokens.TryAdd(token.GetProperty("content").GetString()!, token.GetProperty("id").GetInt32());
            }
        }
        // Older files write a merge as "a b", newer ones as ["a", "b"].
        var merges = model.GetProperty("merges").EnumerateArray()
            .Select(m => m.ValueKind == JsonValueKind.Array ? $"{m[0].GetString()} {m[1].GetString()}" : m.GetString()!);
        return new(tokens, [.. merges]);
    }

    private static Dictionary<string, int> ReadTokens(JsonElement vocab)
        => vocab.EnumerateObject().ToDictionary(t => t.Name, t => t.Value.GetInt32(), StringComparer.Ordinal);

    private static string[] ReadMerges(byte[] text, string path)
        => [.. new StringReader(Encoding.UTF8.GetString(text).TrimStart('\uFEFF')).ReadToEnd().ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal))];
}
