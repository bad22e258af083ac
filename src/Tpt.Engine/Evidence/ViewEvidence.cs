using static TorchSharp.torch;

namespace Tpt.Engine.Evidence;

/// <summary>What a method of test-time adaptation looks at, for one image.</summary>
/// <param name="Features">L2-normalised image features of the views, the centre view first, <c>[views, embedding]</c>.</param>
/// <param name="Logits">Zero-shot logits of the views, <c>[views, classes]</c>.</param>
internal sealed record ViewEvidence(Tensor Features, Tensor Logits)
{
    /// <summary>The logits of the centre view at the features of an ensemble of templates, <c>[classes]</c>; null where there is none.</summary>
    public Tensor? EnsembleLogits { get; init; }

    /// <summary>The logits of the centre view before adaptation, <c>[classes]</c>: those of the ensemble where there is one.</summary>
    public Tensor ZeroShotLogits => EnsembleLogits ?? Logits[0];

    /// <summary>The L2-normalised features of the view that is scored, <c>[1, embedding]</c>.</summary>
    public Tensor CentreView => Features.narrow(0, 0, 1);

    /// <summary>What the gate said where it was asked before the views were looked at; null where it was not. False leaves the centre view alone in here.</summary>
    public bool? IsGateOpen { get; init; }

    /// <summary>The number of views.</summary>
    public int Count => (int)Features.shape[0];

    public ViewEvidence MoveToOuterDisposeScope()
    {
        Features.MoveToOuterDisposeScope();
        Logits.MoveToOuterDisposeScope();
        EnsembleLogits?.MoveToOuterDisposeScope();
        return this;
    }
}
