using TorchSharp;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FlatPrompt;

/// <summary>
/// Prompts whose embeddings have noise on them. A copy has one noise on the context and on the start-of-text token, which all its prompts
/// share, and one of its own on every token of every prompt that follows: the name, what stands behind it and the end-of-text token.
/// </summary>
/// <param name="classes">The class set.</param>
/// <param name="generator">Draws the noise, on the CPU.</param>
internal sealed class NoisyPrompts(ClassPrompts classes, Generator generator)
{
    // The published settings.
    public const double ContextDeviation = 0.0707;
    public const double TokenDeviation = 0.1414;

    /// <summary>The mean over so many copies of the L2-normalised class features, <c>[classes, embedding]</c>, without a graph.</summary>
    /// <param name="context">The context without noise, <c>[M, hidden]</c>.</param>
    /// <param name="copies">At least 1.</param>
    /// <param name="afterChunk">Is told of each chunk when it is done.</param>
    public Tensor MeanFeatures(Tensor context, int copies, Action? afterChunk = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sum = zeros_like(classes.InitialFeatures);
        for (var copy = 0; copy < copies; copy++)
        {
            sum.PlusInPlace(Features(context, afterChunk));
        }
        return sum.OverInPlace(copies).MoveToOuterDisposeScope();
    }

    /// <summary>The chunk with noise on its tokens, and none where a context vector stands: that one brings its own.</summary>
    public PromptChunk WithNoise(PromptChunk chunk)
    {
        using var scope = NewDisposeScope();
        var noise = Noise(chunk.Embedded, TokenDeviation);
        if (chunk.ContextSlots is { } slots)
        {
            noise = noise * slots.IsEqualTo(classes.InitialContext.shape[0]).unsqueeze(-1).to(noise.dtype);
        }
        return chunk with { Embedded = chunk.Embedded.Plus(noise).MoveToOuterDisposeScope() };
    }

    private Tensor Features(Tensor context, Action? afterChunk)
    {
        using var scope = NewDisposeScope();
        var moved = context.Plus(Noise(context, ContextDeviation));
        var prefix = classes.Forward.EncodePrefix(moved, classes.Forward.StartOfText.Plus(Noise(classes.Forward.StartOfText, TokenDeviation)));
        var parts = new List<Tensor>(classes.Chunks.Count);
        foreach (var chunk in classes.Chunks)
        {
            using var chunkScope = NewDisposeScope();
            parts.Add(classes.Forward.EncodeSuffixes(prefix, moved, WithNoise(chunk)).MoveToOuterDisposeScope());
            afterChunk?.Invoke();
        }
        return classes.Pooling.Pool(ClassPrompts.InOrder(null, cat(parts, 0), classes.Chunks)).MoveToOuterDisposeScope();
    }

    /// <summary>Normal numbers of the shape, dtype and device of a tensor.</summary>
    private Tensor Noise(Tensor like, double deviation)
    {
        using var scope = NewDisposeScope();
        return randn(like.shape, dtype: ScalarType.Float32, device: CPU, generator: generator).Times(deviation).to(like).MoveToOuterDisposeScope();
    }
}
