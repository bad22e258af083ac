using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FlatPrompt;

/// <summary>Prompt tuning that starts at the prepared context, and chooses the confident views there.</summary>
/// <param name="classes">The class set at the prepared context.</param>
/// <param name="tuning">What happens from there.</param>
internal sealed class FlatPrompt(ClassPrompts classes, IAdaptationMethod tuning) : IAdaptationMethod
{
    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows)
    {
        using var scope = NewDisposeScope();
        return [.. tuning.Adapt([.. rows.Select(AtPreparedContext)]).Select(adaptation => adaptation.MoveToOuterDisposeScope())];
    }

    private ViewEvidence AtPreparedContext(ViewEvidence row)
    {
        using var noGrad = no_grad();
        return new ViewEvidence(row.Features, classes.Logits(row.Features, classes.InitialFeatures));
    }
}
