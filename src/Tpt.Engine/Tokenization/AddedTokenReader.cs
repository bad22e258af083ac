using System.Globalization;
using System.Text.Json;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>Reads added tokens from the three places where Hugging Face's tokenizers write them.</summary>
internal static class AddedTokenReader
{
    /// <summary>Textual inversion adds tens of tokens, Gemma's tokenizer has 249.</summary>
    private const int MostTokens = 1 << 16;

    private const int LongestContent = 256;

    /// <summary><c>added_tokens</c> of tokenizer.json: a list of objects with a content, an id and the flags.</summary>
    /// <exception cref="InvalidDataException">It is no such list.</exception>
    public static List<AddedToken> ReadList(JsonElement? list, string path)
    {
        var tokens = new List<AddedToken>();
        foreach (var element in list is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default)
        {
            Add(tokens, element, element.Find("id"), path);
        }
        return tokens;
    }

    /// <summary><c>added_tokens_decoder</c> of tokenizer_config.json: an object of ids, and of objects with a content and the flags.</summary>
    /// <exception cref="InvalidDataException">It is no such object.</exception>
    public static List<AddedToken> ReadDecoder(JsonElement? decoder, string path)
    {
        var tokens = new List<AddedToken>();
        foreach (var member in decoder is { ValueKind: JsonValueKind.Object } map ? map.EnumerateObject() : default)
        {
            if (!int.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                throw Invalid(path, $"'{Excerpt.Of(member.Name)}' in added_tokens_decoder is no id of a token");
            }
            Add(tokens, member.Value, JsonSerializer.SerializeToElement(id), path);
        }
        return tokens;
    }

    /// <summary>added_tokens.json: an object of tokens and ids. Special tokens are looked for in the text as it is given, others in the normalised one.</summary>
    /// <exception cref="InvalidDataException">It is no such object.</exception>
    public static List<AddedToken> ReadMap(JsonElement map, IReadOnlyCollection<string> special, string path)
    {
        if (map.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(path, "there is no object of added tokens and their ids");
        }
        var tokens = new List<AddedToken>();
        foreach (var member in map.EnumerateObject())
        {
            tokens.Add(new AddedToken(Content(tokens, member.Name, path), Id(member.Name, member.Value, path)) { IsNormalized = !special.Contains(member.Name) });
        }
        return tokens;
    }

    /// <exception cref="InvalidDataException">The id is no number that an id can be.</exception>
    public static int Id(string token, JsonElement element, string path)
        // One more than the largest id is the size of the vocabulary, which is an int.
        => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var id) && id is >= 0 and < int.MaxValue
            ? id
            : throw Invalid(path, Invariant($"the id of token '{Excerpt.Of(token)}' is {Excerpt.Of(element.GetRawText())}; it must be a whole number from 0 to {int.MaxValue - 1}"));

    private static void Add(List<AddedToken> tokens, JsonElement element, JsonElement? id, string path)
    {
        if (element.Find("content") is not { ValueKind: JsonValueKind.String } content || id is null)
        {
            throw Invalid(path, $"an added token is {Excerpt.Of(element.GetRawText())}; it must have a content and an id");
        }
        var text = Content(tokens, content.GetString()!, path);
        tokens.Add(new AddedToken(text, Id(text, id.Value, path))
        {
            IsNormalized = Flag(element, "normalized", path) ?? !(Flag(element, "special", path) ?? false),
            IsSingleWord = Flag(element, "single_word", path) ?? false,
            TakesSpaceBefore = Flag(element, "lstrip", path) ?? false,
            TakesSpaceBehind = Flag(element, "rstrip", path) ?? false,
        });
    }

    private static string Content(List<AddedToken> tokens, string content, string path)
        => tokens.Count == MostTokens ? throw Invalid(path, Invariant($"it has more than {MostTokens} added tokens"))
            : content.Length is > 0 and <= LongestContent ? content
            : throw Invalid(path, Invariant($"an added token has {content.Length} characters, '{Excerpt.Of(content)}'; it must have 1 to {LongestContent}"));

    private static bool? Flag(JsonElement token, string name, string path) => token.Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        var other => throw Invalid(path, $"{name} of an added token is {Excerpt.Of(other.Value.GetRawText())}; it must be true or false"),
    };

    private static InvalidDataException Invalid(string path, string what) => new($"'{path}': {what}.");
}
