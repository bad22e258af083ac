using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>The graph from the initial context to the features of all prompts, kept from image to image: it holds no state of any.</summary>
/// <param name="context">The graph's leaf, <c>[M, hidden]</c>.</param>
/// <param name="features">Its end, <c>[prompts, embedding]</c>, in the order of <paramref name="prompts"/>.</param>
/// <param name="prompts">Where the graph's prompts stand among all, int64 <c>[prompts]</c>.</param>
internal sealed class InitialGraph(Tensor context, Tensor features, Tensor prompts) : IDisposable
{
    /// <summary>J(ctx)^T G for G = dL/dT, <c>[prompts, embedding]</c>.</summary>
    public Tensor PullBack(Tensor featureGradient)
    {
        using var scope = NewDisposeScope();
        var gradients = LeafGradients.Of([features], [context], [featureGradient.index_select(0, prompts)], keepGraph: true);
        return gradients[0].MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        features.Dispose();
        context.Dispose();
    }
}
