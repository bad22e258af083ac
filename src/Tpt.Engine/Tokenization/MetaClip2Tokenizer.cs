using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Tokenization.SentencePiece;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// Loads MetaCLIP 2's tokenizer, which is that of XLM-V (facebook/xlm-v-base): <c>&lt;s&gt;</c>, the text's pieces, <c>&lt;/s&gt;</c>. Its ids
/// are those of fairseq, as transformers' XLMRobertaTokenizer has them: four special tokens, the pieces from the fourth on, and <c>&lt;mask&gt;</c>.
/// </summary>
internal static class MetaClip2Tokenizer
{
    private static readonly string _model = ModelFamily.MetaClip2.Name();
    private const string Fix = "MetaCLIP 2 reads texts with XLM-V's SentencePiece tokenizer: take tokenizer.json or sentencepiece.bpe.model from the model's own repository or from facebook/xlm-v-base";

    /// <summary>The first ids of fairseq's vocabularies.</summary>
    private static readonly string[] _special = ["<s>", "<pad>", "</s>", "<unk>"];

    /// <param name="config">The vocabulary of the text tower, and where it is read.</param>
    /// <param name="folder">The folder of the tokenizer's files.</param>
    /// <param name="files">What reads them.</param>
    /// <exception cref="FileNotFoundException">The folder has no tokenizer.</exception>
    /// <exception cref="InvalidDataException">The folder has another model's tokenizer, or a damaged one.</exception>
    public static ITextTokenizer Load(ClipConfig config, string folder, ModelFileReader files)
    {
        var source = Read(config.Text.VocabSize, folder, files).FitTo(_model, config.Text.VocabSize);
        if (source.Vocabulary.UnknownId != 3 || !source.Vocabulary.Pieces.Take(_special.Length).Select(piece => piece.Text).SequenceEqual(_special, StringComparer.Ordinal))
        {
            throw new InvalidDataException($"'{source.Vocabulary.Source}': the first tokens must be {string.Join(", ", _special)}. {Fix}. (Models of the kind metaclip-2-mt5 have another tokenizer, and are not supported.)");
        }
        var end = Array.IndexOf(_special, "</s>");
        return config.Text.EndOfTextId is null || config.Text.EndOfTextId == end
            ? new UnigramTokenizer(source) { StartOfText = Array.IndexOf(_special, "<s>"), EndOfText = end, Padding = Array.IndexOf(_special, "<pad>") }
            : throw new InvalidDataException(Invariant($"'{source.Vocabulary.Source}': MetaCLIP 2's end token has the id {end}, but the configuration's eos_token_id is {config.Text.EndOfTextId}."));
    }

    private static UnigramSource Read(int rows, string folder, ModelFileReader files)
    {
        var (tokenizer, model) = (Path.Combine(folder, TokenizerJson.FileName), Path.Combine(folder, "sentencepiece.bpe.model"));
        if (File.Exists(tokenizer))
        {
            using var json = TokenizerJson.Read(tokenizer, files);
            return json.ModelType == "Unigram"
                ? UnigramJson.Read(json, Settings(folder, files), rows, lowerCases: false)
                : throw new InvalidDataException($"'{tokenizer}' holds a tokenizer of type {Validation.Excerpt.Of(json.ModelType)}. {Fix}.");
        }
        if (File.Exists(model))
        {
            Settings(folder, files);
            return ToFairseq(SentencePieceFile.Read(files.Read(model, TokenizerFile.MaxModelBytes), rows + UnigramSource.MostSurplus, model), model);
        }
        throw File.Exists(Path.Combine(folder, "vocab.json"))
            ? new InvalidDataException($"'{folder}' has the byte-level BPE of a CLIP, whose ids mean other words. {Fix}.")
            : new FileNotFoundException($"'{folder}' has no tokenizer: neither tokenizer.json nor sentencepiece.bpe.model is there. {Fix}.");
    }

    private static TokenizerSettings Settings(string folder, ModelFileReader files)
    {
        var settings = TokenizerSettings.Read(folder, files);
        return settings.LowerCases is not true
            ? settings
            : throw new InvalidDataException($"'{settings.ConfigPath}': do_lower_case is true, but MetaCLIP 2 was trained with texts as they are written.");
    }

    /// <summary>SentencePiece's own first three are <c>&lt;unk&gt;</c>, <c>&lt;s&gt;</c> and <c>&lt;/s&gt;</c>.</summary>
    private static UnigramSource ToFairseq(SentencePieceFile file, string path)
    {
        if (!file.IsUnigram || !file.Pieces.Take(3).Select(piece => piece.Text).SequenceEqual(["<unk>", "<s>", "</s>"], StringComparer.Ordinal))
        {
            throw new InvalidDataException($"'{path}': it is no Unigram model that begins with <unk>, <s> and </s>. {Fix}.");
        }
        UnigramPiece[] pieces =
        [
            .. _special.Select(token => new UnigramPiece(token, 0, token == "<unk>" ? PieceKind.Unknown : PieceKind.Control)),
            .. file.Pieces.Skip(3),
            new("<mask>", 0, PieceKind.Control),
        ];
        AddedToken[] added = [.. _special.Select((token, id) => new AddedToken(token, id)), new("<mask>", pieces.Length - 1) { TakesSpaceBefore = true }];
        return new UnigramSource(new UnigramVocabulary(pieces, 3, file.Characters, path) { HasByteFallback = file.HasByteFallback }, added, PrefixesAll: true);
    }
}
