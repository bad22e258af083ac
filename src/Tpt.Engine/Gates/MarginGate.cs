using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Gates;

/// <summary>Whether the zero-shot class leads by too little to be sure of it.</summary>
internal sealed class MarginGate(MarginGateOptions options) : IGate
{
    public bool AsksCentreViewAlone => true;

    // What is not a number is the method's to deal with.
    public bool Opens(ViewEvidence evidence) => !(Margin(evidence.ZeroShotLogits) >= options.Threshold);

    /// <summary>The difference of the two highest probabilities, in [0, 1]; 1 where there is one class, NaN where one is not a number.</summary>
    /// <param name="logits">Zero-shot logits of the centre view, <c>[classes]</c>.</param>
    public static float Margin(Tensor logits)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return TopTwo.Margin(HostCopy.Floats(logits.softmax(-1)));
    }
}
