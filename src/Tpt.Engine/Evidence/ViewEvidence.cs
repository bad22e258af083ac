using static TorchSharp.torch;

namespace Tpt.Engine.Evidence;

/// <summary>What a method of test-time adaptation looks at, for one image.</summary>
/// <param name="Features">L2-normalised image features of the views, the centre view first, <c>[views, embedding]</c>.</param>
/// <param name="Logits">Zero-shot logits of the views, <c>[views, classes]</c>.</param>
internal sealed record ViewEvidence(Tensor Features, Tensor Logits)
{
    /// <summary>The L2-normalised features of the view that is scored, <c>[1, embedding]</c>.</summary>
    public Tensor CentreView => Features.narrow(0, 0, 1);

    /// <summary>The number of views.</summary>
    public int Count => (int)Features.shape[0];
}
