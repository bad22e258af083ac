using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>What the chunks' gradients add up to: those of the shared prefix's keys and values, and those of the context itself.</summary>
internal sealed class PullBackSum(Tensor context, Tensor[] leaves)
{
    public Tensor[] OfLeaves { get; } = Array.ConvertAll(leaves, leaf => zeros_like(leaf));

    public Tensor OfContext { get; } = zeros_like(context);

    /// <param name="gradients">Of the leaves in their order, and behind them of the context where a suffix holds context vectors.</param>
    public void Add(Tensor[] gradients)
    {
        for (var i = 0; i < OfLeaves.Length; i++)
        {
            OfLeaves[i].PlusInPlace(gradients[i]);
        }
        if (gradients.Length > OfLeaves.Length)
        {
            OfContext.PlusInPlace(gradients[^1]);
        }
    }
}
