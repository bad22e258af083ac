using TorchSharp;
using Tpt.Engine.Methods.FeatureShift;
using Tpt.Engine.Numerics;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods.FeatureShift;

public sealed class MarginalEntropyGradientTests
{
    /// <summary>Two views that are sure of one class each: q = (1/2, 1/2), H = log 2, and both lean on neither side.</summary>
    [Fact]
    public void Of_ViewsThatDisagreeEvenly_HasTheEntropyOfACoinAndNoSlope()
    {
        using var scope = NewDisposeScope();

        var (entropy, gradient) = MarginalEntropyGradient.Of(tensor(new double[,] { { 1, 0 }, { 0, 1 } }));

        entropy.item<double>().Should().BeApproximately(Math.Log(2), 1e-15);
        gradient.data<double>().ToArray().Should().OnlyContain(slope => Math.Abs(slope) < 1e-15);
    }

    /// <summary>One view with p = (3/4, 1/4): p_1 p_2 (log p_2 - log p_1) = -3/16 log 3.</summary>
    [Fact]
    public void Of_OneViewOfTwoClasses_IsTheHandComputedSlope()
    {
        using var scope = NewDisposeScope();
        var slope = 3.0 / 16 * Math.Log(3);

        var (entropy, gradient) = MarginalEntropyGradient.Of(tensor(new[,] { { Math.Log(3), 0 } }));

        entropy.item<double>().Should().BeApproximately((0.75 * Math.Log(4.0 / 3)) + (0.25 * Math.Log(4)), 1e-15);
        gradient.data<double>().ToArray().Should().BeEquivalentTo([-slope, slope], o => o.Using<double>(c => c.Subject.Should().BeApproximately(c.Expectation, 1e-15)).WhenTypeIs<double>());
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(6, 10)]
    [InlineData(19, 1000)]
    public void Of_RandomLogits_IsWhatAutogradGives(int views, int classes)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var logits = randn([views, classes], generator: generator).to(ScalarType.Float64).Times(3).requires_grad_();
        var loss = MarginalEntropy.Of(logits);
        var expected = LeafGradients.Of([loss], [logits])[0];

        var (entropy, gradient) = MarginalEntropyGradient.Of(logits.detach());

        entropy.item<double>().Should().BeApproximately(loss.item<double>(), 1e-12);
        (gradient - expected).abs().max().item<double>().Should().BeLessThan(1e-13);
        expected.abs().max().item<double>().Should().BeGreaterThan(1e-3);
    }

    [Fact]
    public void Of_RandomLogits_IsTheSlopeBetweenNeighbours()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var logits = randn([3, 5], generator: generator).to(ScalarType.Float64).Times(2);
        const double Small = 1e-5;

        var gradient = MarginalEntropyGradient.Of(logits).Gradient;

        for (var view = 0; view < 3; view++)
        {
            for (var j = 0; j < 5; j++)
            {
                var (up, down) = (logits.clone(), logits.clone());
                up[view, j].PlusInPlace(Small);
                down[view, j].PlusInPlace(-Small);
                var slope = (MarginalEntropy.Of(up).item<double>() - MarginalEntropy.Of(down).item<double>()) / (2 * Small);
                gradient[view, j].item<double>().Should().BeApproximately(slope, 1e-9);
            }
        }
    }

    /// <summary>In 32-bit floats exp(-200) is 0, and log 0 times 0 not a number.</summary>
    [Theory]
    [InlineData(200)]
    [InlineData(float.PositiveInfinity)]
    public void Of_ClassesWithoutMass_AreNumbers(float gap)
    {
        using var scope = NewDisposeScope();

        var (entropy, gradient) = MarginalEntropyGradient.Of(tensor(new float[,] { { 0, -gap, 1 }, { 0, -gap, 2 } }));

        float.IsFinite(entropy.item<float>()).Should().BeTrue();
        gradient.data<float>().ToArray().Should().OnlyContain(slope => float.IsFinite(slope)).And.Contain(slope => Math.Abs(slope) > 0.01f);
    }

    [Fact]
    public void Of_OneClass_IsExactlyZero()
    {
        using var scope = NewDisposeScope();

        var (entropy, gradient) = MarginalEntropyGradient.Of(tensor(new[,] { { 31.7f }, { 29.1f }, { 30.3f } }));

        entropy.item<float>().Should().Be(0);
        gradient.data<float>().ToArray().Should().OnlyContain(slope => slope == 0);
    }
}
