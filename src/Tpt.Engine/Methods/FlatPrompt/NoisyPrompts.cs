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
    private const double ContextDeviation = 0.0707;
    private const double TokenDeviation = 0.1414;

    private readonly TokenNoise _onContext = new(ContextDeviation, generator);
    private readonly TokenNoise _onTokens = new(TokenDeviation, generator);

    /// <summary>The mean over so many copies of the L2-normalised class features, <c>[classes, embedding]</c>, without a graph.</summary>
    /// <param name="context">The context without noise, <c>[M, hidden]</c>.</param>
    /// <param name="copies">At least 1. They go through the text tower together.</param>
    /// <param name="afterChunk">Is told of each chunk when it is done.</param>
    public Tensor MeanFeatures(Tensor context, int copies, Action? afterChunk = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] contexts = [.. Enumerable.Range(0, copies).Select(_ => _onContext.AddTo(context))];
        var features = classes.Forward.EncodeTogether(contexts, classes.Chunks, _onTokens, afterChunk).unbind(0);
        return stack(features.Select(ofCopy => classes.Pooling.Pool(ClassPrompts.InOrder(null, ofCopy, classes.Chunks)))).mean([0]).MoveToOuterDisposeScope();
    }
}
