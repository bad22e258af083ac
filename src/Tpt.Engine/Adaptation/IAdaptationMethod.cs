namespace Tpt.Engine.Adaptation;

/// <summary>What happens between the features of an image's views and its scores. A method keeps nothing from one image to the next.</summary>
internal interface IAdaptationMethod
{
    /// <summary>The result's tensors belong to the caller's dispose scope.</summary>
    AdaptedPrediction Adapt(ViewEvidence evidence);
}
