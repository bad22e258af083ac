using System.Text.Json.Nodes;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>Tokenizers that are not quite the control's.</summary>
internal static class TokenizerMutations
{
    /// <summary>It stands in one of the texts that are read, where the control splits it.</summary>
    private const string Added = "<my-cat>";

    private static readonly string[] _added = [Added, "added token", "added_tokens"];
    private static readonly string[] _size = [.. _added, "vocabulary", "vocab_size"];

    public static IReadOnlyDictionary<string, CheckpointMutation> All { get; } = new Dictionary<string, CheckpointMutation>(StringComparer.Ordinal)
    {
        ["a token in added_tokens.json"] = new(AddedTokens, _added) { ExtraTokens = 1, Shows = HasAdded },
        ["a token in added_tokens.json and none in the embedding"] = new(AddedTokens, _size),
        ["an added token in tokenizer.json alone"] = new((model, folder) => FastTokenizer(model, folder, keepSlow: false), _added) { ExtraTokens = 1, Shows = HasAdded },
        ["an added token in tokenizer.json alone and none in the embedding"] = new((model, folder) => FastTokenizer(model, folder, keepSlow: false), _size),
        ["an added token in tokenizer.json beside the slow tokenizer"] = new((model, folder) => FastTokenizer(model, folder, keepSlow: true), _added) { ExtraTokens = 1, Shows = HasAdded },
        ["half of the merges are gone"] = new(HalfOfTheMerges, "merge"),
        ["no merges"] = new(NoMerges, "merge"),
        ["tokenizer.json is of another kind"] = new(OtherKind, "WordPiece", "BPE"),
    };

    private static bool HasAdded(ModelReading reading) => reading.TokenIds.Contains(SampleTokenizer.Size);

    private static ModelOptions AddedTokens(SampleModel model, string folder)
    {
        var options = HuggingFaceLayouts.Plain(model, folder);
        SampleFiles.WriteJson(folder, "added_tokens.json", new JsonObject { [Added] = SampleTokenizer.Size });
        return options;
    }

    private static ModelOptions FastTokenizer(SampleModel model, string folder, bool keepSlow)
    {
        var options = HuggingFaceLayouts.Plain(model, folder);
        SampleTokenizer.WriteTokenizerJson(folder, mergesAsPairs: true, Added);
        if (!keepSlow)
        {
            Array.ForEach(["vocab.json", "merges.txt"], file => File.Delete(Path.Combine(folder, file)));
        }
        return options;
    }

    private static ModelOptions HalfOfTheMerges(SampleModel model, string folder)
    {
        var options = HuggingFaceLayouts.Plain(model, folder);
        SampleTokenizer.WriteMerges(folder, SampleTokenizer.Merges.Take(SampleTokenizer.Merges.Count / 2));
        return options;
    }

    private static ModelOptions NoMerges(SampleModel model, string folder)
    {
        var options = HuggingFaceLayouts.Plain(model, folder);
        SampleTokenizer.WriteMerges(folder, []);
        return options;
    }

    private static ModelOptions OtherKind(SampleModel model, string folder)
    {
        var options = HuggingFaceLayouts.Plain(model, folder);
        Array.ForEach(["vocab.json", "merges.txt"], file => File.Delete(Path.Combine(folder, file)));
        SampleTokenizer.WriteTokenizerJson(folder);
        SampleFiles.ChangeJson(folder, "tokenizer.json", tokenizer => tokenizer["model"]!["type"] = "WordPiece");
        return options;
    }
}
