using System.Text.Json;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>Reads the vocabulary of SigLIP 2's Gemma tokenizer from tokenizer.json.</summary>
internal static class GemmaVocabulary
{
    /// <summary>Which share of the tokens may be made by no merge: Gemma's own are all made by one, or are added tokens or bytes.</summary>
    private const double MostUnmade = 0.05;

    /// <exception cref="InvalidDataException">The file does something to texts that Gemma's does not, was cut, or is not the text tower's.</exception>
    public static BpeVocabulary Read(TokenizerJson json, TokenizerSettings settings, int rows)
    {
        RequirePipeline(json);
        if (settings.AddsStart is true)
        {
            throw new InvalidDataException($"'{settings.ConfigPath}': add_bos_token is true, but SigLIP 2 was trained without a start token.");
        }
        if (json.Model?.Find("vocab") is not { } vocab || json.Model?.Find("merges") is not { ValueKind: JsonValueKind.Array } list)
        {
            throw Invalid(json, "it has no model with a vocab and merges");
        }
        var tokens = new BpeTokens(json.Path);
        tokens.AddAll(vocab);
        var merges = BpeMerges.Read(list, json.Path);
        var made = BpeMerges.Made(merges, tokens.Ids, json.Path, json.Path);
        AddedToken[] added = [.. AddedTokenReader.ReadList(json.Root.Find("added_tokens"), json.Path), .. settings.ConfiguredTokens.Select(token => token.Token)];
        foreach (var token in added)
        {
            tokens.Add(token.Content, token.Id);
            if (token.IsSingleWord)
            {
                throw Invalid(json, $"the added token '{Excerpt.Of(token.Content)}' is a single_word, which this library does not support");
            }
        }
        RequireWhole(json, tokens.Ids, made, added.Select(token => token.Content).ToHashSet(StringComparer.Ordinal), rows);
        return new BpeVocabulary(tokens.Ids, merges) { Source = json.Path, Added = [.. added.GroupBy(token => token.Content, StringComparer.Ordinal).Select(same => same.Last())] };
    }

    private static void RequirePipeline(TokenizerJson json)
    {
        var steps = json.Root.Find("normalizer") is { } normalizer ? JsonSteps.Of(normalizer, "normalizers").ToArray() : [];
        if (steps.FirstOrDefault(step => !IsBlankStep(step) && step.FindText("type") != "Lowercase") is { ValueKind: JsonValueKind.Object } other)
        {
            throw Invalid(json, $"its normalizer has the step {Excerpt.Of(other.GetRawText())}, which Gemma's has not");
        }
        if (!steps.Any(IsBlankStep))
        {
            throw Invalid(json, "its normalizer does not write blanks as U+2581, as Gemma's does");
        }
        if (json.Model?.Find("ignore_merges") is { ValueKind: JsonValueKind.True } || json.Model?.Find("dropout") is { })
        {
            throw Invalid(json, "its model has ignore_merges or a dropout, which Gemma's has not");
        }
        // Once blanks are written otherwise, a split at blanks does nothing.
        if (json.Root.Find("pre_tokenizer") is { } split && !(split.FindText("type") == "Split" && split.Find("pattern")?.FindText("String") == " "))
        {
            throw Invalid(json, $"its pre_tokenizer is {Excerpt.Of(split.GetRawText())}, which is not Gemma's");
        }
    }

    private static bool IsBlankStep(JsonElement step)
        => step.FindText("type") == "Replace" && step.Find("pattern")?.FindText("String") == " " && step.FindText("content") == "\u2581";

    private static void RequireWhole(TokenizerJson json, IReadOnlyDictionary<string, int> tokens, HashSet<string> made, HashSet<string> added, int rows)
    {
        var size = tokens.Values.Max() + 1;
        if (size != rows || tokens.Count != size)
        {
            throw Invalid(json, Invariant($"the tokenizer has {tokens.Count} tokens with ids up to {size - 1}, but the text tower has a vocabulary of {rows}"));
        }
        var unmade = tokens.Keys.Count(token => token.EnumerateRunes().Skip(1).Any() && !made.Contains(token) && !added.Contains(token) && !(token.Length == 6 && token.StartsWith("<0x", StringComparison.Ordinal)));
        if (unmade > MostUnmade * size)
        {
            throw Invalid(json, Invariant($"of its {size} tokens {unmade} are made by none of its merges. The file was cut, or is another model's"));
        }
    }

    private static InvalidDataException Invalid(TokenizerJson json, string what) => new($"'{json.Path}' does not hold SigLIP 2's Gemma tokenizer: {what}.");
}
