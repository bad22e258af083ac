using Tpt.Engine.Evidence;

namespace Tpt.Engine.Methods;

/// <summary>What happens between the features of an image's views and its logits. A method keeps nothing from one image to the next.</summary>
internal interface IAdaptationMethod
{
    /// <summary>
    /// Adapts to several images of one class set, each by itself: what comes out for one has the same bits in any company. The
    /// results' tensors belong to the caller's dispose scope.
    /// </summary>
    IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows);
}
