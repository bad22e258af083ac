using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>The beginning of the built-in model's vocabulary, in every form that a tokenizer is written in.</summary>
internal static class SampleTokenizer
{
    public const string Start = "<|startoftext|>";
    public const string End = "<|endoftext|>";

    private const int ByteTokens = 512;
    private const int MergeCount = 60;
    private const string Version = "#version: 0.2";

    /// <summary>All tokens, start and end included.</summary>
    public const int Size = ByteTokens + MergeCount + 2;

    private static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel");

    public static IReadOnlyList<string> Merges { get; } =
        [.. File.ReadLines(Path.Combine(Folder, "merges.txt")).Where(line => !line.StartsWith("#version", StringComparison.Ordinal)).Take(MergeCount)];

    /// <summary>The tokens without start and end.</summary>
    private static IReadOnlyDictionary<string, int> PlainTokens { get; } =
        JsonSerializer.Deserialize<Dictionary<string, int>>(File.ReadAllBytes(Path.Combine(Folder, "vocab.json")))!.Where(token => token.Value < ByteTokens + MergeCount).ToDictionary();

    private static IReadOnlyDictionary<string, int> SpecialTokens { get; } = new Dictionary<string, int> { [Start] = Size - 2, [End] = Size - 1 };

    /// <summary>The slow tokenizer's two files.</summary>
    public static void WriteVocabularyAndMerges(string folder)
    {
        SampleFiles.WriteJson(folder, "vocab.json", Json(PlainTokens.Concat(SpecialTokens)));
        WriteMerges(folder, Merges);
    }

    /// <summary>The slow tokenizer with start and end in a file of their own.</summary>
    public static void WriteAddedTokens(string folder)
    {
        SampleFiles.WriteJson(folder, "vocab.json", Json(PlainTokens));
        SampleFiles.WriteJson(folder, "added_tokens.json", Json(SpecialTokens));
        WriteMerges(folder, Merges);
    }

    public static void WriteMerges(string folder, IEnumerable<string> merges)
        => File.WriteAllText(Path.Combine(folder, "merges.txt"), $"{Version}\n{string.Join('\n', merges)}\n");

    /// <summary>The fast tokenizer's one file.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="mergesAsPairs">Whether a merge is an array of two tokens, as newer files have it, or a text with a blank.</param>
    /// <param name="added">Tokens that were added to the tokenizer, behind start and end.</param>
    public static void WriteTokenizerJson(string folder, bool mergesAsPairs = true, params string[] added)
    {
        var addedTokens = SpecialTokens.Select(token => AddedToken(token.Key, token.Value, isSpecial: true))
            .Concat(added.Select((token, i) => AddedToken(token, Size + i, isSpecial: false)));
        SampleFiles.WriteJson(folder, "tokenizer.json", new JsonObject
        {
            ["version"] = "1.0",
            ["added_tokens"] = new JsonArray([.. addedTokens]),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["unk_token"] = End,
                ["end_of_word_suffix"] = "</w>",
                ["vocab"] = Json(PlainTokens.Concat(SpecialTokens)),
                ["merges"] = new JsonArray([.. Merges.Select(merge => mergesAsPairs ? (JsonNode)new JsonArray([.. merge.Split(' ').Select(part => JsonValue.Create(part))]) : JsonValue.Create(merge))]),
            },
        });
    }

    private static JsonObject AddedToken(string content, int id, bool isSpecial)
        => new JsonObject { ["id"] = id, ["content"] = content, ["single_word"] = false, ["lstrip"] = false, ["rstrip"] = false, ["normalized"] = !isSpecial, ["special"] = isSpecial };

    private static JsonObject Json(IEnumerable<KeyValuePair<string, int>> tokens)
        => new(tokens.Select(token => KeyValuePair.Create(token.Key, (JsonNode?)JsonValue.Create(token.Value))));
}
