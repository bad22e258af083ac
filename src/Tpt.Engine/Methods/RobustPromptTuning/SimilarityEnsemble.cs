using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.RobustPromptTuning;

/// <summary>The views' logits, averaged by how much each view is like others: one that looks like no other is not trusted.</summary>
internal static class SimilarityEnsemble
{
    /// <summary>
    /// <c>z = Σ_v w_v z_v</c>: logits are averaged, not probabilities. A view whose logits are not all numbers does not vote; where
    /// none has any, the first view's logits come back.
    /// </summary>
    /// <param name="features">L2-normalised image features, <c>[views, embedding]</c>.</param>
    /// <param name="logits"><c>[views, classes]</c>.</param>
    /// <param name="neighbours">How many other views count, at least 1; all of them where there are fewer.</param>
    /// <param name="temperature">Above 0.</param>
    public static Tensor Average(Tensor features, Tensor logits, int neighbours, double temperature)
    {
        using var scope = NewDisposeScope();
        var others = (int)logits.shape[0] - 1;
        if (others == 0)
        {
            return logits[0].MoveToOuterDisposeScope();
        }
        // Which views vote is known on the device alone: the others stay, with no neighbours, no weight, and 0 for numbers.
        var votes = logits.isfinite().all(1, keepdim: true);
        var ofVoting = where(votes, features, zeros_like(features));
        var silent = where(votes, zeros_like(features.narrow(1, 0, 1)), HeldNumbers.Full([features.shape[0], 1], double.NegativeInfinity, features.dtype, features.device));
        var score = ScoresAmong(ofVoting.TimesTransposed(ofVoting), WithoutSelf(features).Plus(silent.t()), Math.Min(neighbours, others)).Plus(silent.squeeze(1));
        var ensemble = ToWeights(score, temperature).unsqueeze(0).mm(where(votes, logits, zeros_like(logits)))[0];
        return where(votes.any(), ensemble, logits[0]).MoveToOuterDisposeScope();
    }

    /// <summary><c>w = softmax(s / τ)</c>, where <c>s_v</c> is the mean of the largest similarities of view v.</summary>
    /// <param name="similarity"><c>F Fᵀ</c>, <c>[views, views]</c>.</param>
    /// <param name="mask">What is added to it: 0, and -∞ where a view is no neighbour of another, <c>[views, views]</c>.</param>
    /// <param name="neighbours">How many similarities count, at most as many as there are views.</param>
    /// <param name="temperature">τ.</param>
    public static Tensor Weights(Tensor similarity, Tensor mask, int neighbours, double temperature)
    {
        using var scope = NewDisposeScope();
        return ToWeights(Scores(similarity, mask, neighbours), temperature).MoveToOuterDisposeScope();
    }

    /// <summary>The s of <see cref="Weights"/>, <c>[views]</c>; -∞ for a view with fewer neighbours.</summary>
    public static Tensor Scores(Tensor similarity, Tensor mask, int neighbours)
    {
        using var scope = NewDisposeScope();
        return similarity.Plus(mask).topk(neighbours, dim: 1).values.mean([1]).MoveToOuterDisposeScope();
    }

    /// <summary>The same where some views are no neighbours of any: the mean is over as many as there are, and 0 without any.</summary>
    private static Tensor ScoresAmong(Tensor similarity, Tensor mask, int neighbours)
    {
        using var scope = NewDisposeScope();
        var largest = similarity.Plus(mask).topk(neighbours, dim: 1).values;
        var isNeighbour = largest.isneginf().logical_not();
        var sum = where(isNeighbour, largest, zeros_like(largest)).sum(1);
        return (sum / isNeighbour.sum(1).to(sum.dtype).AtLeast(1)).MoveToOuterDisposeScope();
    }

    private static Tensor ToWeights(Tensor scores, double temperature)
    {
        using var scope = NewDisposeScope();
        return (scores - scores.max()).Over(temperature).softmax(0).MoveToOuterDisposeScope();
    }

    /// <summary>The mask by which no view is its own neighbour, <c>[views, views]</c>.</summary>
    public static Tensor WithoutSelf(Tensor features)
    {
        using var scope = NewDisposeScope();
        return HeldNumbers.Full([features.shape[0]], double.NegativeInfinity, features.dtype, features.device).diag().MoveToOuterDisposeScope();
    }
}
