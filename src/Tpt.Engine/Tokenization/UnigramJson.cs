using System.Buffers.Text;
using System.Text.Json;
using Tpt.Engine.Tokenization.SentencePiece;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tokenization;

/// <summary>Reads a SentencePiece Unigram tokenizer from tokenizer.json.</summary>
internal static class UnigramJson
{
    /// <param name="json">The file, with a list of pieces.</param>
    /// <param name="settings">What other files say of added tokens.</param>
    /// <param name="rows">The vocabulary of the text tower.</param>
    /// <param name="lowerCases">Whether the model's texts are in lower case anyway, so that the file may say so.</param>
    /// <exception cref="InvalidDataException">It holds something else, or does something to texts that this library does not do.</exception>
    public static UnigramSource Read(TokenizerJson json, TokenizerSettings settings, int rows, bool lowerCases)
    {
        if (json.Pieces is not { } list || json.Model?.Find("unk_id") is not { ValueKind: JsonValueKind.Number } unknown || !unknown.TryGetInt32(out var unknownId))
        {
            throw Invalid(json, "a Unigram model must have a list of pieces as its vocab, and an unk_id");
        }
        var hasByteFallback = json.Model?.Find("byte_fallback") is { ValueKind: JsonValueKind.True };
        var pieces = UnigramList.Read(list.Span, rows + UnigramSource.MostSurplus, json.Path);
        AddedToken[] added = [.. AddedTokenReader.ReadList(json.Root.Find("added_tokens"), json.Path), .. settings.ConfiguredTokens.Select(token => token.Token)];
        foreach (var id in added.Select(token => token.Id).Where(id => id < pieces.Count))
        {
            pieces[id] = pieces[id] with { Kind = PieceKind.Control };
        }
        if (unknownId >= 0 && unknownId < pieces.Count)
        {
            pieces[unknownId] = pieces[unknownId] with { Kind = PieceKind.Unknown };
        }
        if (hasByteFallback)
        {
            MarkBytes(pieces);
        }
        var vocabulary = new UnigramVocabulary(pieces, unknownId, Characters(json, lowerCases), json.Path) { HasByteFallback = hasByteFallback };
        return new UnigramSource(vocabulary, [.. added.GroupBy(token => token.Content, StringComparer.Ordinal).Select(same => Single(json, same))], PrefixesAll(json));
    }

    private static void MarkBytes(List<UnigramPiece> pieces)
    {
        var names = Enumerable.Range(0, 256).Select(value => UnigramVocabulary.NameOf((byte)value)).ToHashSet(StringComparer.Ordinal);
        for (var id = 0; id < pieces.Count; id++)
        {
            pieces[id] = names.Contains(pieces[id].Text) ? pieces[id] with { Kind = PieceKind.Byte } : pieces[id];
        }
    }

    private static AddedToken Single(TokenizerJson json, IGrouping<string, AddedToken> same)
        => same.Select(token => token.Id).Distinct().Count() == 1
            ? same.Last()
            : throw Invalid(json, $"the added token '{Excerpt.Of(same.Key)}' has two ids in '{TokenizerJson.FileName}' and tokenizer_config.json");

    /// <summary>The character map. Steps that collapse blanks are no news: SentencePiece does that in any case.</summary>
    private static CharacterMap Characters(TokenizerJson json, bool lowerCases)
    {
        var characters = CharacterMap.Identity;
        foreach (var step in json.Root.Find("normalizer") is { } normalizer ? JsonSteps.Of(normalizer, "normalizers") : [])
        {
            switch (step.FindText("type"))
            {
                case "Precompiled":
                    characters = CharacterMap.Read(Bytes(json, step.FindText("precompiled_charsmap") ?? ""), json.Path);
                    break;
                case "Strip":
                case "Lowercase" when lowerCases:
                case "Replace" when step.Find("pattern")?.FindText("Regex") is " {2,}" or @"\s+" && step.FindText("content") is " " or "\u2581":
                    break;
                default:
                    throw Invalid(json, $"its normalizer has the step {Excerpt.Of(step.GetRawText())}, which this library does not support");
            }
        }
        return characters;
    }

    private static bool PrefixesAll(TokenizerJson json)
    {
        var prefixesAll = true;
        var steps = json.Root.Find("pre_tokenizer") is { } split ? JsonSteps.Of(split, "pretokenizers").ToArray() : [];
        foreach (var step in steps)
        {
            prefixesAll &= step.FindText("prepend_scheme") != "first";
            var isKnown = step.FindText("type") switch
            {
                "WhitespaceSplit" => true,
                "Metaspace" => step.FindText("replacement") == "\u2581" && step.Find("add_prefix_space") is not { ValueKind: JsonValueKind.False } && step.FindText("prepend_scheme") is null or "always" or "first",
                _ => false,
            };
            if (!isKnown)
            {
                throw Invalid(json, $"its pre_tokenizer has the step {Excerpt.Of(step.GetRawText())}, which this library does not support");
            }
        }
        return steps.Any(step => step.FindText("type") == "Metaspace") ? prefixesAll : throw Invalid(json, "its pre_tokenizer has no step of type 'Metaspace', as a SentencePiece tokenizer has");
    }

    private static byte[] Bytes(TokenizerJson json, string text)
        => Base64.IsValid(text) ? Convert.FromBase64String(text) : throw Invalid(json, "its precompiled_charsmap is not in base64");

    private static InvalidDataException Invalid(TokenizerJson json, string what) => new($"'{json.Path}': {what}.");
}
