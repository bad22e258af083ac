namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>The forms of a tokenizer beside Hugging Face's weights.</summary>
internal static class TokenizerLayouts
{
    public static IReadOnlyDictionary<string, CheckpointLayout> All { get; } = new Dictionary<string, CheckpointLayout>(StringComparer.Ordinal)
    {
        ["tokenizer.json alone, merges as pairs"] = new((model, folder) => Write(model, folder, () => SampleTokenizer.WriteTokenizerJson(folder, mergesAsPairs: true))),
        ["tokenizer.json alone, merges as texts"] = new((model, folder) => Write(model, folder, () => SampleTokenizer.WriteTokenizerJson(folder, mergesAsPairs: false))),
        ["tokenizer.json with a byte order mark"] = new((model, folder) => Write(model, folder, () =>
        {
            SampleTokenizer.WriteTokenizerJson(folder);
            SampleFiles.AddByteOrderMarks(folder);
        })),
        ["tokenizer.json beside vocab.json and merges.txt"] = new((model, folder) => Write(model, folder, () =>
        {
            SampleTokenizer.WriteVocabularyAndMerges(folder);
            SampleTokenizer.WriteTokenizerJson(folder);
        })),
        ["start and end in added_tokens.json alone"] = new((model, folder) => Write(model, folder, () => SampleTokenizer.WriteAddedTokens(folder))),
        ["the tokenizer in a folder of its own"] = new(Elsewhere),
    };

    private static ModelOptions Write(SampleModel model, string folder, Action writeTokenizer)
    {
        var options = HuggingFaceLayouts.Plain(model, folder);
        Array.ForEach(["vocab.json", "merges.txt"], file => File.Delete(Path.Combine(folder, file)));
        writeTokenizer();
        return options;
    }

    private static ModelOptions Elsewhere(SampleModel model, string folder)
    {
        var tokenizer = Path.Combine(folder, "tokenizer");
        var options = Write(model, folder, () => Directory.CreateDirectory(tokenizer));
        SampleTokenizer.WriteVocabularyAndMerges(tokenizer);
        return options with { TokenizerFolder = tokenizer };
    }
}
