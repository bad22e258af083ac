using System.Text.Json;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// Checks that the pipeline of a tokenizer.json is CLIP's: lower case, CLIP's pattern, <c>&lt;/w&gt;</c> at the end of a word, start and end.
/// A section that the file does not have at all, as one written by hand, is taken for CLIP's.
/// </summary>
internal static class BpePipeline
{
    private const string Pattern = @"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";

    /// <summary>Files written before transformers 5 have the special tokens in front of the pattern.</summary>
    private const string SpecialPattern = @"<\|startoftext\|>|<\|endoftext\|>|" + Pattern;

    /// <exception cref="InvalidDataException">It is another tokenizer's.</exception>
    public static void Require(TokenizerJson json)
    {
        if (json.ModelType != "BPE")
        {
            throw Invalid(json, $"it holds a tokenizer of type '{Excerpt.Of(json.ModelType)}', but CLIP's is a byte-level BPE");
        }
        RequireModel(json);
        if (json.Root.TryGetProperty("normalizer", out var normalizer))
        {
            RequireNormalizer(json, normalizer);
        }
        if (json.Root.TryGetProperty("pre_tokenizer", out var split))
        {
            RequireSplit(json, split);
        }
        if (json.Root.TryGetProperty("post_processor", out var ends))
        {
            RequireEnds(json, ends);
        }
    }

    private static void RequireModel(TokenizerJson json)
    {
        if (json.Model is not { } model)
        {
            return;
        }
        if (model.TryGetProperty("end_of_word_suffix", out var suffix) && model.FindText("end_of_word_suffix") != "</w>")
        {
            throw Invalid(json, $"end_of_word_suffix is {Excerpt.Of(suffix.GetRawText())}, but CLIP's is \"</w>\"");
        }
        foreach (var (name, isHarmless) in new (string, Func<JsonElement, bool>)[]
        {
            ("dropout", value => value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var share) && share == 0),
            ("ignore_merges", value => value.ValueKind == JsonValueKind.False),
            ("byte_fallback", value => value.ValueKind == JsonValueKind.False),
            ("continuing_subword_prefix", value => value.ValueKind == JsonValueKind.String && value.GetString() is { Length: 0 }),
        })
        {
            if (model.Find(name) is { } value && !isHarmless(value))
            {
                throw Invalid(json, $"{name} is {Excerpt.Of(value.GetRawText())}, and CLIP's tokenizer has none");
            }
        }
    }

    private static void RequireNormalizer(TokenizerJson json, JsonElement normalizer)
    {
        var steps = JsonSteps.Of(normalizer, "normalizers").ToArray();
        foreach (var step in steps)
        {
            var isKnown = step.FindText("type") switch
            {
                "NFC" or "Lowercase" => true,
                "Replace" => step.Find("pattern")?.FindText("Regex") == @"\s+" && step.FindText("content") == " ",
                _ => false,
            };
            if (!isKnown)
            {
                throw Invalid(json, $"its normalizer has the step {Excerpt.Of(step.GetRawText())}, which CLIP's has not");
            }
        }
        if (!steps.Any(step => step.FindText("type") == "Lowercase"))
        {
            throw Invalid(json, "its normalizer does not put texts into lower case, as CLIP's does");
        }
    }

    private static void RequireSplit(TokenizerJson json, JsonElement split)
    {
        var steps = JsonSteps.Of(split, "pretokenizers").ToArray();
        var isClips = steps is [var pattern, var bytes]
            && pattern.FindText("type") == "Split" && pattern.Find("pattern")?.FindText("Regex") is Pattern or SpecialPattern
            && bytes.FindText("type") == "ByteLevel" && bytes.Find("add_prefix_space") is not { ValueKind: JsonValueKind.True };
        if (!isClips)
        {
            throw Invalid(json, $"its pre_tokenizer is {Excerpt.Of(split.GetRawText())}, which is not CLIP's. Files from before transformers 4.17 have another one: "
                + "delete tokenizer.json where vocab.json and merges.txt are beside it, or save it again with CLIPTokenizerFast.from_pretrained(folder, from_slow=True)");
        }
    }

    private static void RequireEnds(TokenizerJson json, JsonElement ends)
    {
        var isClips = ends.FindText("type") switch
        {
            "RobertaProcessing" or "BertProcessing" => IsToken(ends.Find("cls"), BpeVocabulary.StartOfText) && IsToken(ends.Find("sep"), BpeVocabulary.EndOfText),
            "TemplateProcessing" => JsonSteps.Template(ends).SequenceEqual([BpeVocabulary.StartOfText, "A", BpeVocabulary.EndOfText], StringComparer.Ordinal),
            _ => false,
        };
        if (!isClips)
        {
            throw Invalid(json, $"its post_processor is {Excerpt.Of(ends.GetRawText())}, but CLIP's puts '{BpeVocabulary.StartOfText}' in front of a text and '{BpeVocabulary.EndOfText}' behind it");
        }
    }

    private static bool IsToken(JsonElement? pair, string token)
        => pair is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 2 && list[0].ValueKind == JsonValueKind.String && list[0].GetString() == token;

    private static InvalidDataException Invalid(TokenizerJson json, string what) => BpeVocabulary.Invalid(json.Path, what);
}
