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
        var voting = logits.isfinite().all(1).nonzero().squeeze(1);
        var views = (int)voting.shape[0];
        if (views < 2)
        {
            return (views == 0 ? logits[0] : logits.index_select(0, voting)[0]).MoveToOuterDisposeScope();
        }
        var ofVoting = features.index_select(0, voting);
        var weights = Weights(ofVoting.TimesTransposed(ofVoting), WithoutSelf(ofVoting), Math.Min(neighbours, views - 1), temperature);
        return weights.unsqueeze(0).mm(logits.index_select(0, voting))[0].MoveToOuterDisposeScope();
    }

    /// <summary><c>w = softmax(s / τ)</c>, where <c>s_v</c> is the mean of the largest similarities of view v.</summary>
    /// <param name="similarity"><c>F Fᵀ</c>, <c>[views, views]</c>.</param>
    /// <param name="mask">What is added to it: 0, and -∞ where a view is no neighbour of another, <c>[views, views]</c>.</param>
    /// <param name="neighbours">How many similarities count, at most as many as there are views.</param>
    /// <param name="temperature">τ.</param>
    public static Tensor Weights(Tensor similarity, Tensor mask, int neighbours, double temperature)
    {
        using var scope = NewDisposeScope();
        var score = Scores(similarity, mask, neighbours);
        return (score - score.max()).Over(temperature).softmax(0).MoveToOuterDisposeScope();
    }

    /// <summary>The s of <see cref="Weights"/>, <c>[views]</c>.</summary>
    public static Tensor Scores(Tensor similarity, Tensor mask, int neighbours)
    {
        using var scope = NewDisposeScope();
        return similarity.Plus(mask).topk(neighbours, dim: 1).values.mean([1]).MoveToOuterDisposeScope();
    }

    /// <summary>The mask by which no view is its own neighbour, <c>[views, views]</c>.</summary>
    public static Tensor WithoutSelf(Tensor features)
    {
        using var scope = NewDisposeScope();
        return HeldNumbers.Full([features.shape[0]], double.NegativeInfinity, features.dtype, features.device).diag().MoveToOuterDisposeScope();
    }
}
