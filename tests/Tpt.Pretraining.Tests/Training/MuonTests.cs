using FluentAssertions;
using TorchSharp;
using Tpt.Pretraining.Training;
using Xunit;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Training;

[Collection(DefaultGeneratorCollection.Name)]
public class MuonTests
{
    [Theory]
    [InlineData(8, 24)]
    [InlineData(24, 8)]
    [InlineData(16, 16)]
    public void SingularValuesComeNearOneAndDirectionsStay(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(0);
        // Singular values from 1 to 5 by construction.
        var (u, _, vh) = linalg.svd(randn(rows, columns), fullMatrices: false);
        var matrix = u.matmul(diag(linspace(1, 5, Math.Min(rows, columns)))).matmul(vh);

        var orthogonal = Muon.Orthogonalise(matrix.unsqueeze(0)).squeeze(0);

        linalg.svdvals(orthogonal).data<float>().ToArray().Should().OnlyContain(s => s > 0.6 && s < 1.3);
        // Against the exact polar factor u v^T, of norm sqrt(rank).
        var cosine = (orthogonal * u.matmul(vh)).sum() / (orthogonal.norm() * u.matmul(vh).norm());
        cosine.item<float>().Should().BeGreaterThan(0.97f);
    }

    [Fact]
    public void AStepHasTheRootMeanSquareOfAnAdamWStep()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        var weights = zeros(32, 32);
        using var muon = new Muon(new Dictionary<string, Tensor> { ["w"] = weights }, weightDecay: 0);
        var gradient = randn(32, 32) * 1e-3;

        muon.Step(_ => gradient, learningRate: 0.1);

        weights.square().mean().sqrt().item<float>().Should().BeApproximately(0.1f * 0.2f, 0.004f);
        (weights * gradient).sum().item<float>().Should().BeNegative("a step goes against the gradient");
    }
}
