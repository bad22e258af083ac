using System.Text.Json;
using Tpt.Engine.Tests.Checkpoints;

namespace Tpt.Engine.Tests.Tokenization;

/// <summary>A vocab.json with as many tokens as <see cref="TinyModel"/>'s text tower has.</summary>
internal static class TinyVocabulary
{
    /// <summary>The tokens from 0 on, tokens that no text gives, start and end.</summary>
    public static string Json(params string[] tokens)
    {
        var size = TinyModel.VisionTransformer.Text.VocabSize;
        string[] all = [.. tokens, .. Enumerable.Range(tokens.Length, size - tokens.Length - 2).Select(id => FormattableString.Invariant($"<{id}>")), "<|startoftext|>", "<|endoftext|>"];
        return JsonSerializer.Serialize(all.Select((token, id) => (token, id)).ToDictionary(pair => pair.token, pair => pair.id));
    }
}
