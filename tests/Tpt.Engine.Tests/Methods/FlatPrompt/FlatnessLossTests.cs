using TorchSharp;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FlatPrompt;

public sealed class FlatnessLossTests
{
    /// <summary>Two classes of two numbers: distances 0.4 and 2, cosines with the neighbours 0.8 and 0.28.</summary>
    [Fact]
    public void Of_TwoClasses_IsTheSumByHand()
    {
        using var scope = NewDisposeScope();
        var features = Rows([1, 0], [0.6f, 0.8f]);
        var target = Rows([0.8f, 0.6f], [0.8f, -0.6f]);
        var neighbours = Rows([0.8f, 0.6f], [-0.6f, 0.8f]);

        var loss = FlatnessLoss.Of(features, target, neighbours, weight: 3).item<float>();

        // ((0.04 + 0.36) + (0.04 + 1.96)) / 2 - 3 (0.8 + 0.28) / 2
        loss.Should().BeApproximately(1.2f - 1.62f, 1e-6f);
    }

    /// <summary>As it is published: the mean squared difference times the length of a feature, and the mean cosine with each copy.</summary>
    [Fact]
    public void Of_RandomFeatures_HasTheValueAndGradientOfThePublishedForm()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        Tensor Draw(params long[] shape) => nn.functional.normalize(randn(shape, dtype: ScalarType.Float64, generator: generator), dim: -1);
        var (target, copies) = (Draw(7, 12), Draw(4, 7, 12));
        var leaf = Draw(7, 12).requires_grad_();
        var plain = (nn.functional.mse_loss(leaf, target) * 12) - (2.5 * nn.functional.cosine_similarity(leaf.unsqueeze(0), copies, dim: 2).mean());
        plain.backward();
        var (expected, feature) = (leaf.grad!.clone(), leaf.detach());

        var loss = FlatnessLoss.Of(leaf, target, copies.mean([0]), 2.5);
        var gradient = LeafGradients.Of([loss], [leaf])[0];

        loss.item<double>().Should().BeApproximately(plain.item<double>(), 1e-12);
        (Across(gradient) - Across(expected)).abs().max().item<double>().Should().BeLessThan(1e-12);

        // The published cosine divides by |t|, which is 1, so that its gradient has no part along t. The text tower normalises t, and drops that part in any case.
        Tensor Across(Tensor of) => of - Along(of);
        Tensor Along(Tensor of) => (of * feature).sum(-1, keepdim: true) * feature;
    }

    /// <summary>A feature that is 0 agrees with nothing and has a gradient.</summary>
    [Fact]
    public void Of_FeaturesThatAre0_IsANumberWithAGradient()
    {
        using var scope = NewDisposeScope();
        var leaf = zeros(2, 3).requires_grad_();

        var loss = FlatnessLoss.Of(leaf, Rows([1, 0, 0], [0, 0, 0]), Rows([0, 1, 0], [0, 0, 0]), 2);
        var gradient = LeafGradients.Of([loss], [leaf])[0];

        loss.item<float>().Should().BeApproximately(0.5f, 1e-6f);
        gradient.data<float>().ToArray().Should().Equal(-1, -1, 0, 0, 0, 0);
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(5, 4)]
    [InlineData(60, 1.25)]
    public void NoiseWeight_OfClasses_IsThePublishedOne(int classes, double expected) => FlatnessLoss.NoiseWeight(classes).Should().Be(expected);

    /// <summary>1e-4 + 0.0099 (1 + cos(0°, 45°, 90°, 135°)) / 2.</summary>
    [Fact]
    public void Rate_OfFourSteps_FallsAlongHalfACosine()
    {
        double[] expected = [0.01, 0.00855017857, 0.00505, 0.00154982143];

        for (var step = 0; step < expected.Length; step++)
        {
            CosineAnnealing.Rate(1e-2, step, 4).Should().BeApproximately(expected[step], 1e-10);
        }
        CosineAnnealing.Rate(1e-2, 999, 1000).Should().BeInRange(1e-4, 1.001e-4);
        CosineAnnealing.Rate(1, 0, 1).Should().Be(1);
    }

    private static Tensor Rows(params float[][] rows) => stack(rows.Select(row => tensor(row)));
}
