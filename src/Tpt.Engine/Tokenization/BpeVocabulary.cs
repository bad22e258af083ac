using Tpt.Engine.Files;

namespace Tpt.Engine.Tokenization;

/// <summary>The tokens and merges of a byte-level BPE.</summary>
/// <param name="Tokens">All tokens with their ids, added ones included.</param>
/// <param name="Merges">Pairs of tokens with a blank between, the first to be merged first.</param>
internal sealed record BpeVocabulary(IReadOnlyDictionary<string, int> Tokens, IReadOnlyList<string> Merges)
{
    /// <summary>The token in front of every text.</summary>
    public const string StartOfText = "<|startoftext|>";

    /// <summary>The token behind every text, where the text tower is read.</summary>
    public const string EndOfText = "<|endoftext|>";

    /// <summary>The file that it was read from.</summary>
    public string? Source { get; init; }

    /// <summary>The tokens that are found in a text before it is split. Start and end are not among them: CLIP's own pattern finds those.</summary>
    public IReadOnlyList<AddedToken> Added { get; init; } = [];

    /// <summary>One more than the largest token id.</summary>
    public int Size => Tokens.Values.Max() + 1;

    /// <summary>Reads vocab.json and merges.txt or tokenizer.json, and what other files say of added tokens.</summary>
    /// <param name="folder">The folder of the files.</param>
    /// <param name="modelFiles">What reads them, and remembers them as some of the model's.</param>
    /// <exception cref="FileNotFoundException">The folder has neither vocab.json with merges.txt nor tokenizer.json.</exception>
    /// <exception cref="InvalidDataException">A file is there but cannot be read as what its name says, or contradicts another one.</exception>
    public static BpeVocabulary Load(string folder, ModelFileReader? modelFiles = null)
        => new BpeVocabularyReader(folder).Read(modelFiles ?? new ModelFileReader());

    /// <summary>The error that a file is no vocabulary.</summary>
    public static InvalidDataException Invalid(string path, string what, Exception? inner = null)
        => new($"'{path}' does not hold a BPE vocabulary: {what}.", inner);
}
