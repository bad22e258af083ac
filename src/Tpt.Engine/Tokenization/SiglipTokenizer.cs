using System.Text.Json;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Tokenization.SentencePiece;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// Loads SigLIP's tokenizer: SentencePiece Unigram, in English with 32,000 pieces or multilingual with 250,000 (Zhai et al. 2023), or SigLIP
/// 2's, which is Gemma's with 256,000 (Tschannen et al. 2025). There is no start token.
/// </summary>
internal static class SiglipTokenizer
{
    private static readonly string _model = ModelFamily.Siglip.Name();
    private const string Fix = "SigLIP reads texts with a SentencePiece tokenizer: take spiece.model or tokenizer.json from the model's own repository";

    /// <param name="config">The vocabulary of the text tower.</param>
    /// <param name="folder">The folder of the tokenizer's files.</param>
    /// <param name="files">What reads them.</param>
    /// <exception cref="FileNotFoundException">The folder has no tokenizer.</exception>
    /// <exception cref="InvalidDataException">The folder has another model's tokenizer, or a damaged one.</exception>
    public static ITextTokenizer Load(ClipConfig config, string folder, ModelFileReader files)
    {
        var rows = config.Text.VocabSize;
        var (spiece, tokenizer, model) = (Path.Combine(folder, "spiece.model"), Path.Combine(folder, TokenizerJson.FileName), Path.Combine(folder, "tokenizer.model"));
        if (File.Exists(spiece))
        {
            return FromModel(spiece, Settings(folder, files), rows, files);
        }
        if (File.Exists(tokenizer))
        {
            using var json = TokenizerJson.Read(tokenizer, files, TokenizerJson.MaxGemmaBytes);
            var settings = Settings(folder, files);
            return json.ModelType == "Unigram" ? Create(UnigramJson.Read(json, settings, rows, lowerCases: true), settings, rows)
                : json.ModelType == "BPE" && json.Model?.Find("byte_fallback") is { ValueKind: JsonValueKind.True } ? GemmaTokenizer.Load(json, settings, rows)
                : throw new InvalidDataException($"'{tokenizer}' holds a tokenizer of type {Excerpt.Of(json.ModelType)} that no {_model} has. {Fix}.");
        }
        if (File.Exists(model))
        {
            return FromModel(model, Settings(folder, files), rows, files);
        }
        throw File.Exists(Path.Combine(folder, "vocab.json"))
            ? new InvalidDataException($"'{folder}' has the byte-level BPE of a CLIP, whose ids mean other words. {Fix}.")
            : new FileNotFoundException($"'{folder}' has no tokenizer: neither spiece.model nor tokenizer.json is there. {Fix}.");
    }

    private static UnigramTokenizer FromModel(string path, TokenizerSettings settings, int rows, ModelFileReader files)
    {
        var file = SentencePieceFile.Read(files.Read(path, TokenizerFile.MaxModelBytes), rows + UnigramSource.MostSurplus, path);
        if (!file.IsUnigram)
        {
            throw new InvalidDataException($"'{path}' holds no Unigram model. SigLIP 2's Gemma tokenizer is a BPE, which this library reads from tokenizer.json: put that file of the model's repository beside it.");
        }
        var vocabulary = new UnigramVocabulary(file.Pieces, file.UnknownId, file.Characters, path) { HasByteFallback = file.HasByteFallback };
        // As transformers' SiglipTokenizer finds them: with the white space about them.
        AddedToken[] added =
        [
            .. file.Pieces.Select((piece, id) => new AddedToken(piece.Text, id) { TakesSpaceBefore = true, TakesSpaceBehind = true })
                .Where(token => file.Pieces[token.Id].Kind is PieceKind.Unknown || token.Content == End(settings) || token.Content == Padding(settings)),
        ];
        return Create(new UnigramSource(vocabulary, added, PrefixesAll: false), settings, rows);
    }

    private static UnigramTokenizer Create(UnigramSource source, TokenizerSettings settings, int rows)
    {
        var fit = source.FitTo(_model, rows);
        return new UnigramTokenizer(fit, SiglipText.Canonicalize) { EndOfText = fit.IdOf(End(settings)), Padding = fit.IdOf(Padding(settings)) };
    }

    private static string End(TokenizerSettings settings) => settings.Special.GetValueOrDefault("eos_token", "</s>");

    /// <summary>The published models are padded with the end token.</summary>
    private static string Padding(TokenizerSettings settings) => settings.Special.GetValueOrDefault("pad_token", "</s>");

    private static TokenizerSettings Settings(string folder, ModelFileReader files)
    {
        var settings = TokenizerSettings.Read(folder, files);
        return settings.LowerCases is not false
            ? settings
            : throw new InvalidDataException($"'{settings.ConfigPath}': do_lower_case is false, but SigLIP was trained with texts in lower case.");
    }
}
