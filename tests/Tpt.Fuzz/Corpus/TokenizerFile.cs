using Tpt.Engine.Configuration;

namespace Tpt.Fuzz.Corpus;

/// <summary>A file of a tokenizer, and what it belongs to.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="Name">Its name.</param>
/// <param name="Right">What stands in it where it is right.</param>
/// <param name="Family">The family of the model.</param>
/// <param name="Tokens">How many tokens the model's text tower has.</param>
internal sealed record TokenizerFile(string Folder, string Name, byte[] Right, ModelFamily Family, int Tokens)
{
    /// <summary>Files of the folder that would go before it.</summary>
    public IReadOnlyList<string> Hides { get; init; } = [];

    public string FullName => Path.Combine(Folder, Name);
}
