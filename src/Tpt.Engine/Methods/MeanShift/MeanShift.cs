using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.MeanShift;

/// <summary>The logits of the views' mode. Where it is not a number, those of the centre view.</summary>
internal sealed class MeanShift(MethodContext context, MeanShiftOptions options) : IAdaptationMethod
{
    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows) => [.. rows.Select(Adapt)];

    private Adaptation Adapt(ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var probabilities = context.Classes.Logits(evidence.Features, context.ClassFeatures).softmax(1);
        var mode = ModeSearch.Find(evidence.Features, probabilities, options).unsqueeze(0);
        var sound = HostCopy.AllTrue(mode.isfinite()) ? mode : evidence.CentreView;
        return new Adaptation(context.Classes.Logits(sound, context.ClassFeatures)[0], [], Context: null).MoveToOuterDisposeScope();
    }
}
