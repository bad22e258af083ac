using System.Text.Json;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// Checks merges against the vocabulary that they belong to. Every token of several characters is made by a merge out of two others: of
/// CLIP's 49,408 tokens those are all but 512 bytes and 2 special tokens, which is how merges that were cut are found.
/// </summary>
internal static class BpeMerges
{
    private const string EndOfWord = "</w>";

    /// <param name="merges">Pairs of tokens with a blank between.</param>
    /// <param name="vocabulary">The tokens.</param>
    /// <param name="added">Those that were added to the tokenizer later, which no merge makes.</param>
    /// <param name="path">The file of the merges.</param>
    /// <param name="vocabularyPath">The file of the tokens.</param>
    /// <exception cref="InvalidDataException">A merge is no pair of tokens that make a third one, or there twice, or tokens are left that no merge makes.</exception>
    public static void Require(IReadOnlyList<string> merges, IReadOnlyDictionary<string, int> vocabulary, IReadOnlySet<string> added, string path, string vocabularyPath)
    {
        var made = Made(merges, vocabulary, path, vocabularyPath);
        var left = vocabulary.Keys.Where(token => IsMerged(token) && !made.Contains(token) && !added.Contains(token)).Order(StringComparer.Ordinal).ToArray();
        if (left.Length > 0)
        {
            throw BpeVocabulary.Invalid(path, Invariant($"it has {merges.Count} merges, but '{vocabularyPath}' has {made.Count + left.Length} tokens that are made by merges: ")
                + $"none makes {Excerpt.Of(left)}. The file was cut, or is another model's");
        }
    }

    /// <summary>The merges of tokenizer.json: older files write one as "a b", newer ones as ["a", "b"].</summary>
    /// <exception cref="InvalidDataException">One is neither.</exception>
    public static string[] Read(JsonElement merges, string path)
        => [.. merges.EnumerateArray().Select((merge, i) => Read(merge)
            ?? throw BpeVocabulary.Invalid(path, Invariant($"merge {i + 1} is {Excerpt.Of(merge.GetRawText())}; it must be two tokens")))];

    /// <summary>The tokens that the merges make.</summary>
    /// <exception cref="InvalidDataException">A merge is no pair of tokens that make a third one, or there twice.</exception>
    public static HashSet<string> Made(IReadOnlyList<string> merges, IReadOnlyDictionary<string, int> vocabulary, string path, string vocabularyPath)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < merges.Count; i++)
        {
            made.Add(Merge(merges[i], vocabulary) ?? throw BpeVocabulary.Invalid(path,
                Invariant($"merge {i + 1} is '{Excerpt.Of(merges[i])}'; it must be two tokens of '{vocabularyPath}' that make a third one. One of the two files was cut, or is another model's")));
            if (!places.TryAdd(merges[i], i))
            {
                throw BpeVocabulary.Invalid(path, Invariant($"merge {i + 1}, '{Excerpt.Of(merges[i])}', is merge {places[merges[i]] + 1} again"));
            }
        }
        return made;
    }

    private static string? Read(JsonElement merge) => merge.ValueKind switch
    {
        JsonValueKind.String => merge.GetString(),
        JsonValueKind.Array when merge.EnumerateArray().All(part => part.ValueKind == JsonValueKind.String)
            => string.Join(' ', merge.EnumerateArray().Select(part => part.GetString())),
        _ => null,
    };

    /// <summary>What a merge makes; null where it is none.</summary>
    private static string? Merge(string merge, IReadOnlyDictionary<string, int> vocabulary)
        => merge.Split(' ') is [var left, var right] && vocabulary.ContainsKey(left) && vocabulary.ContainsKey(right) && vocabulary.ContainsKey(left + right)
            ? left + right
            : null;

    /// <summary>Not so are bytes, with or without the end of a word, and tokens in angle brackets, which stand for no text.</summary>
    private static bool IsMerged(string token)
    {
        var text = token.EndsWith(EndOfWord, StringComparison.Ordinal) ? token[..^EndOfWord.Length] : token;
        return text.Length > 1 && !(token[0] == '<' && token[^1] == '>' && text.Length == token.Length);
    }
}
