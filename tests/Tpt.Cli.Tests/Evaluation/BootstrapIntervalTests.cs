using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Results;

namespace Tpt.Cli.Tests.Evaluation;

public sealed class BootstrapIntervalTests
{
    [Fact]
    public void OfMean_EqualValues_HasNoWidth() => BootstrapInterval.OfMean([0.25, 0.25, 0.25]).Should().Be(new Interval(0.25, 0.25));

    [Fact]
    public void OfMean_HalfOfAHundredRight_IsTheBinomialsInterval()
    {
        double[] values = [.. Enumerable.Range(0, 100).Select(i => i % 2.0)];

        var interval = BootstrapInterval.OfMean(values);

        // A resample's sum is Binomial(100, 1/2), whose 2.5 % and 97.5 % quantiles are 40 and 60; a draw of 10,000 may be one off.
        interval.Lower.Should().BeApproximately(0.40, 0.0101);
        interval.Upper.Should().BeApproximately(0.60, 0.0101);
    }

    [Fact]
    public void OfMean_TwoValues_ReachesBoth()
    {
        // Each of 0, 1/2, 1 comes up with 1/4, 1/2, 1/4: more than 2.5 % lie at either end.
        BootstrapInterval.OfMean([0, 1]).Should().Be(new Interval(0, 1));
    }

    [Fact]
    public void OfMean_ShiftedValues_ShiftsTheInterval()
    {
        double[] values = [.. Enumerable.Range(0, 64).Select(i => (double)(i * i))];

        var interval = BootstrapInterval.OfMean(values);
        var shifted = BootstrapInterval.OfMean([.. values.Select(value => value + 1024)]);

        shifted.Should().Be(new Interval(interval.Lower + 1024, interval.Upper + 1024), "the draws are the same, and the sums are exact");
    }

    [Fact]
    public void OfMean_NoValues_Throws()
        => FluentActions.Invoking(() => BootstrapInterval.OfMean([])).Should().Throw<ArgumentException>().WithParameterName("values");
}
