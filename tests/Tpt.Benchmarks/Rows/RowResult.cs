using static TorchSharp.torch;

namespace Tpt.Benchmarks.Rows;

/// <summary>What the engine makes of a row.</summary>
/// <param name="Probabilities">Of the centre view at the tuned prompt, <c>[classes]</c>.</param>
/// <param name="Logits">Before tuning, of the centre view and the confident views, <c>[1 + selected, classes]</c>.</param>
/// <param name="DType">What the image tower computed in.</param>
internal sealed record RowResult(Tensor Probabilities, Tensor Logits, ScalarType DType)
{
    /// <summary>Whether the scores were too close, by the setting's <see cref="Tpt.Engine.Approximations.ApproximationOptions.ExactMargin"/>, and are the exact ones.</summary>
    public bool IsComputedAgain { get; init; }

    /// <summary>Whether the method was run; false where the setting's gate left the row.</summary>
    public bool IsAdapted { get; init; } = true;

    /// <summary>The mean over these views of the largest probability before tuning.</summary>
    public float MaxProbability => Logits.softmax(-1).amax([-1]).mean().item<float>();
}
