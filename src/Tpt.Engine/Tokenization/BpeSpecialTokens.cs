using Tpt.Engine.Validation;

namespace Tpt.Engine.Tokenization;

/// <summary>What a folder says of CLIP's special and added tokens: that they are CLIP's, and which there are beside start and end.</summary>
internal static class BpeSpecialTokens
{
    /// <summary>Classes of the transformers library that read tokenizer.json as it is, whatever it holds.</summary>
    private static readonly string[] _generic = ["PreTrainedTokenizerFast", "PreTrainedTokenizer", "TokenizersBackend"];

    /// <exception cref="InvalidDataException">The settings are another tokenizer's than CLIP's, or would give other tokens.</exception>
    public static void Require(TokenizerSettings settings)
    {
        if (settings.ClassName is { } name && !name.StartsWith("CLIPTokenizer", StringComparison.Ordinal) && !_generic.Contains(name))
        {
            throw new InvalidDataException($"'{settings.ConfigPath}': tokenizer_class is '{Excerpt.Of(name)}', but the model is a CLIP, which needs a CLIPTokenizer. Take the tokenizer from the model's own repository.");
        }
        if (settings.LowerCases is false)
        {
            throw new InvalidDataException($"'{settings.ConfigPath}': do_lower_case is false, but CLIP's tokenizer puts every text into lower case. Take the line out if the model was trained with CLIP's tokenizer.");
        }
        RequireRole(settings, "bos_token", BpeVocabulary.StartOfText);
        RequireRole(settings, "eos_token", BpeVocabulary.EndOfText);
    }

    /// <summary>The tokens beside start and end that are found in a text before it is split.</summary>
    /// <param name="settings">The tokens with a role: Hugging Face's tokenizers find those too.</param>
    /// <param name="added">Added tokens with the file that says so; the last flags of one count.</param>
    /// <param name="vocabulary">All tokens.</param>
    /// <exception cref="InvalidDataException">One cannot be found as Hugging Face's tokenizers find it, or has no id.</exception>
    public static IReadOnlyList<AddedToken> Find(TokenizerSettings settings, IEnumerable<(AddedToken Token, string Path)> added, IReadOnlyDictionary<string, int> vocabulary)
    {
        var found = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (var (token, path) in added.Where(token => !IsStartOrEnd(token.Token.Content)))
        {
            found[token.Content] = Supported(token, path);
        }
        foreach (var special in settings.AllSpecial.Where(special => !IsStartOrEnd(special) && !found.ContainsKey(special)))
        {
            found[special] = vocabulary.TryGetValue(special, out var id)
                ? Supported(new AddedToken(special, id), settings.SpecialPath)
                : throw new InvalidDataException($"'{settings.SpecialPath}' or '{settings.ConfigPath}' has the special token '{Excerpt.Of(special)}', but no file gives it an id. It is missing in added_tokens.json or tokenizer.json.");
        }
        var twice = found.Values.Where(token => token.IsNormalized).GroupBy(token => ClipTextNormalizer.Normalize(token.Content), StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return twice is null
            ? [.. found.Values]
            : throw new InvalidDataException($"'{settings.AddedPath}': the added tokens {Excerpt.Of([.. twice.Select(token => token.Content)])} are one and the same in lower case.");
    }

    private static AddedToken Supported(AddedToken token, string path)
    {
        if (token.IsSingleWord)
        {
            throw new InvalidDataException($"'{path}': the added token '{Excerpt.Of(token.Content)}' is a single_word, which this library does not support.");
        }
        var isFound = token.IsNormalized
            ? ClipTextNormalizer.Normalize(token.Content) == PythonLowerCase.ToLower(token.Content)
            : token.Content.Trim().Length > 0;
        return isFound
            ? token
            : throw new InvalidDataException($"'{path}': the added token '{Excerpt.Of(token.Content)}' would never be found: CLIP's tokenizer repairs a text and collapses its white space before.");
    }

    private static void RequireRole(TokenizerSettings settings, string role, string expected)
    {
        if (settings.Special.TryGetValue(role, out var token) && token != expected)
        {
            throw new InvalidDataException($"'{settings.SpecialPath}' or '{settings.ConfigPath}': {role} is '{Excerpt.Of(token)}', but CLIP's is '{expected}'. Take the tokenizer from the model's own repository.");
        }
    }

    private static bool IsStartOrEnd(string token) => token is BpeVocabulary.StartOfText or BpeVocabulary.EndOfText;
}
