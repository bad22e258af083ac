using Tpt.Engine.Evidence;

namespace Tpt.Engine.Methods.ZeroShot;

/// <summary>The logits of the centre view at the initial prompt, or at the features of an ensemble of templates.</summary>
internal sealed class ZeroShot : IAdaptationMethod
{
    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows) => [.. rows.Select(row => new Adaptation(row.ZeroShotLogits, [], Context: null))];
}
