using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization;

/// <summary>Loads the tokenizer of a model from its own files.</summary>
internal static class TextTokenizers
{
    /// <param name="config">The model's family, and the vocabulary that its text tower has.</param>
    /// <param name="folder">The folder of the tokenizer's files.</param>
    /// <param name="files">What reads them, and remembers them as some of the model's.</param>
    /// <exception cref="FileNotFoundException">The folder has no tokenizer.</exception>
    /// <exception cref="InvalidDataException">A file cannot be read as what its name says, or the tokenizer is another model's.</exception>
    public static ITextTokenizer Load(ClipConfig config, string folder, ModelFileReader files)
    {
        var vocabulary = BpeVocabulary.Load(folder, files);
        var size = config.Text.VocabSize;
        return vocabulary.Size <= size
            ? new ClipTokenizer(vocabulary)
            : throw new InvalidDataException(Invariant($"'{folder}': the tokenizer has {vocabulary.Size} tokens, but the text tower has a vocabulary of {size}."));
    }
}
