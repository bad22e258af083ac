using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Synthetic;

/// <summary>
/// Image features that point to one of the classes, so that probabilities can be as peaked as a trained model's: what all
/// views of an image share is turned from a random direction towards what tells the first class from the others, until the
/// views' largest probabilities have the wanted mean.
/// </summary>
internal static class SyntheticViews
{
    /// <summary>The mean length of what differs from view to view, against 1 of what they share: a cosine of 0.8 between views.</summary>
    private const double Difference = 0.5;

    private const double LogitScale = 100;
    private const int Halvings = 40;
    private const int Seed = 2;

    /// <summary>L2-normalised features of views, <c>[views, embedding]</c>.</summary>
    /// <param name="classFeatures">L2-normalised text features, <c>[classes, embedding]</c>.</param>
    /// <param name="views">How many.</param>
    /// <param name="maxProbability">The mean over the views of the largest probability, in (0, 1).</param>
    public static Tensor Features(Tensor classFeatures, int views, double maxProbability)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(Seed);
        var differences = randn(views, classFeatures.shape[1]);
        differences *= Difference / differences.norm(-1).mean();
        return Unit(Shared(classFeatures, differences, maxProbability) + differences).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// A visual projection <c>[embedding, hidden]</c> that gives an image's views such features: their mean goes to the
    /// direction that they share, and what differs between them through the given projection.
    /// </summary>
    /// <param name="projection">A random projection, <c>[embedding, hidden]</c>.</param>
    /// <param name="pooled">The image tower's outputs before it, of some of the views, <c>[views, hidden]</c>.</param>
    /// <param name="classFeatures">L2-normalised text features, <c>[classes, embedding]</c>.</param>
    /// <param name="maxProbability">The mean over these views of the largest probability, in (0, 1).</param>
    public static Tensor Projection(Tensor projection, Tensor pooled, Tensor classFeatures, double maxProbability)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        random.manual_seed(Seed);
        var mean = pooled.mean([0]);
        var direction = Unit(mean);
        var across = projection - outer(projection.matmul(direction), direction);
        across *= Difference / pooled.matmul(across.t()).norm(-1).mean();
        var shared = Shared(classFeatures, pooled.matmul(across.t()), maxProbability);
        return (across + outer(shared, direction) / mean.norm()).MoveToOuterDisposeScope();
    }

    /// <summary>The largest probability of each view, <c>[views]</c>, of features <c>[views, embedding]</c> of any length.</summary>
    private static Tensor MaxProbabilities(Tensor features, Tensor classFeatures)
        => (LogitScale * Unit(features)).matmul(classFeatures.t()).softmax(-1).amax([-1]);

    /// <summary>The direction that views share, <c>[embedding]</c>, where they add <c>[views, embedding]</c> to it.</summary>
    private static Tensor Shared(Tensor classFeatures, Tensor differences, double maxProbability)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var embedding = classFeatures.shape[1];
        var any = Unit(randn(embedding));
        // Fisher's discriminant of the first class, as training on pairs finds it too; the ridge stands in for directions without variance.
        var centred = classFeatures - classFeatures.mean([0]);
        var covariance = centred.t().matmul(centred) / classFeatures.shape[0];
        var ridge = covariance.trace() / embedding * eye(embedding);
        var towards = Unit(linalg.solve(covariance + ridge, centred[0]));
        Tensor At(double share) => Unit(share * towards + (1 - share) * any);
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            using var halving = NewDisposeScope();
            var middle = (low + high) / 2;
            var reached = MaxProbabilities(At(middle) + differences, classFeatures).mean().item<float>();
            (low, high) = reached < maxProbability ? (middle, high) : (low, middle);
        }
        return At(high).MoveToOuterDisposeScope();
    }

    private static Tensor Unit(Tensor x) => x / x.norm(-1, keepdim: true);
}
