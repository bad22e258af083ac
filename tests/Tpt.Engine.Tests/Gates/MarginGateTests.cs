using Tpt.Engine.Evidence;
using Tpt.Engine.Gates;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Gates;

[Collection(BuiltInModelCollection.Name)]
public sealed class MarginGateTests
{
    [Fact]
    public void Margin_OfProbabilities_IsTheLeadOfTheHighest()
    {
        using var scope = NewDisposeScope();

        MarginGate.Margin(Logits(0.2, 0.5, 0.3)).Should().BeApproximately(0.2f, 1e-6f);
    }

    [Theory]
    [InlineData(0.19, false)]
    [InlineData(0.21, true)]
    [InlineData(1, true)]
    public void Opens_ByTheThreshold_BelowIt(double threshold, bool expected)
    {
        using var scope = NewDisposeScope();

        Gate(threshold).Opens(Evidence(Logits(0.2, 0.5, 0.3))).Should().Be(expected);
    }

    [Fact]
    public void Opens_OneClass_Never()
    {
        using var scope = NewDisposeScope();

        Gate(1).Opens(Evidence(Logits(1))).Should().BeFalse();
    }

    [Fact]
    public void Opens_ScoreThatIsNoNumber_LeavesItToTheMethod()
    {
        using var scope = NewDisposeScope();

        Gate(1e-9).Opens(Evidence(Logits(0.9, double.NaN))).Should().BeTrue();
        Gate(1e-9).Opens(Evidence(Logits(double.NaN))).Should().BeTrue();
    }

    /// <summary>The other views do not matter, and where there is an ensemble its scores are those that would be kept.</summary>
    [Fact]
    public void Opens_ByTheZeroShotScores_OfTheCentreViewOrTheEnsemble()
    {
        using var scope = NewDisposeScope();
        var (sure, unsure) = (Logits(0.9, 0.1), Logits(0.45, 0.55));

        Gate(0.5).Opens(Evidence(sure, unsure)).Should().BeFalse();
        Gate(0.5).Opens(Evidence(unsure, sure)).Should().BeTrue();
        Gate(0.5).Opens(Evidence(sure) with { EnsembleLogits = unsure }).Should().BeTrue();
    }

    private static MarginGate Gate(double threshold) => new(new MarginGateOptions { Threshold = threshold });

    private static ViewEvidence Evidence(params Tensor[] logitsOfViews) => new(stack(logitsOfViews), stack(logitsOfViews));

    private static Tensor Logits(params double[] probabilities) => tensor([.. probabilities.Select(p => (float)Math.Log(p))]);
}
