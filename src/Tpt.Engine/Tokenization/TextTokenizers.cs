using Tpt.Engine.Configuration;
using Tpt.Engine.Files;

namespace Tpt.Engine.Tokenization;

/// <summary>Loads the tokenizer of a model from its own files.</summary>
internal static class TextTokenizers
{
    /// <summary>Files of SentencePiece tokenizers, which a CLIP has none of.</summary>
    private static readonly string[] _sentencePiece = ["spiece.model", "sentencepiece.bpe.model", "tokenizer.model"];

    /// <param name="config">The model's family, and the vocabulary that its text tower has.</param>
    /// <param name="folder">The folder of the tokenizer's files.</param>
    /// <param name="files">What reads them, and remembers them as some of the model's.</param>
    /// <param name="readsVocabularyAlone">Whether a CLIP's special tokens are start and end and those behind them alone.</param>
    /// <exception cref="FileNotFoundException">The folder has no tokenizer.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read as what its name says, or the tokenizer is another model's.</exception>
    public static ITextTokenizer Load(ClipConfig config, string folder, ModelFileReader files, bool readsVocabularyAlone = false) => config.Family switch
    {
        ModelFamily.MetaClip2 => MetaClip2Tokenizer.Load(config, folder, files),
        ModelFamily.Siglip => SiglipTokenizer.Load(config, folder, files),
        _ => LoadClip(config, folder, files, readsVocabularyAlone),
    };

    private static ClipTokenizer LoadClip(ClipConfig config, string folder, ModelFileReader files, bool readsVocabularyAlone)
    {
        var hasBpe = File.Exists(Path.Combine(folder, "vocab.json")) || File.Exists(Path.Combine(folder, TokenizerJson.FileName));
        if (!hasBpe && _sentencePiece.FirstOrDefault(name => File.Exists(Path.Combine(folder, name))) is { } other)
        {
            throw new InvalidDataException($"'{folder}' has the SentencePiece tokenizer {other}, but the model is a CLIP, whose tokenizer is a byte-level BPE: vocab.json with merges.txt, or tokenizer.json. Take it from the model's own repository.");
        }
        var vocabulary = BpeVocabulary.Load(folder, files);
        if (readsVocabularyAlone)
        {
            // A padding token such as "!" is a word like any other there; a token that was added behind the end is not.
            vocabulary = vocabulary with { Added = [.. vocabulary.Added.Where(token => token.Id > vocabulary.Tokens[BpeVocabulary.EndOfText])] };
        }
        ClipVocabularyFit.Require(vocabulary, config.Text);
        return new ClipTokenizer(vocabulary);
    }
}
