using Tpt.Engine.Calibration;

namespace Tpt.Engine.Tests.Calibration;

public sealed class TemperatureFitTests
{
    /// <summary>Two classes with a gap g: the confidence at τ is 1 / (1 + e^(-g/τ)), so that τ = g / ln(c / (1 - c)).</summary>
    [Theory]
    [InlineData(2, 0.6)]
    [InlineData(2, 0.7310585786300049)]
    [InlineData(2, 0.99)]
    [InlineData(20, 0.75)]
    public void Minimise_OneViewOfTwoClasses_MatchesTheConfidence(double gap, double confidence)
        => new TemperatureFit([[gap, 0]], [confidence]).Minimise().Should().BeApproximately(gap / Math.Log(confidence / (1 - confidence)), 1e-9);

    /// <summary>At a common temperature neither view can have its own: the sum of squares is lowest at the minimum that a fine grid finds.</summary>
    [Fact]
    public void Minimise_ViewsThatDisagree_IsTheMinimumOfAGrid()
    {
        double[][] logits = [[3, 1, 0], [5, 0, -1], [1, 0.5, 0.2]];
        double[] target = [0.5, 0.9, 0.4];

        var temperature = new TemperatureFit(logits, target).Minimise();

        var best = Enumerable.Range(1, 100_000).Select(i => i * 1e-4).MinBy(Objective);
        temperature.Should().BeApproximately(best, 1e-4);
        temperature.Should().NotBeApproximately(1, 0.05);

        double Objective(double t) => logits.Zip(target).Sum(view => Math.Pow((1 / view.First.Sum(z => Math.Exp((z - view.First[0]) / t))) - view.Second, 2));
    }

    [Fact]
    public void Minimise_ConfidencesThatMatchAlready_Is1()
        => new TemperatureFit([[1, 0], [2, 0]], [1 / (1 + Math.Exp(-1)), 1 / (1 + Math.Exp(-2))]).Minimise().Should().BeApproximately(1, 1e-9);

    [Fact]
    public void Minimise_SaturatedOrEqualLogits_Is1()
    {
        new TemperatureFit([[1000, 0]], [0.5]).Minimise().Should().Be(1, "the confidence is 1 whatever the temperature does near 1");
        new TemperatureFit([[1, 1, 1]], [0.9]).Minimise().Should().Be(1, "the confidence is a third at every temperature");
    }

    [Theory]
    [InlineData(1.0, 0.001, 0.2)]
    [InlineData(0.5, 999.9, 1000.1)]
    public void Minimise_TargetThatNoTemperatureReaches_EndsInTheRange(double target, double least, double most)
        => new TemperatureFit([[2, 0]], [target]).Minimise().Should().BeInRange(least, most);
}
