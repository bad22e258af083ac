using Tpt.Cli.Reports;
using Tpt.Cli.Results;

namespace Tpt.Cli.Tests.Reports;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.8039, "80.4\u00A0%")]
    [InlineData(1, "100.0\u00A0%")]
    [InlineData(double.NaN, "–")]
    public void Percent_Share_HasOneDigit(double share, string expected) => Figures.Percent(share).Should().Be(expected);

    [Theory]
    [InlineData(0.0294, "+2.9")]
    [InlineData(-0.0294, "−2.9")]
    [InlineData(0, "0.0")]
    [InlineData(double.NaN, "–")]
    public void Points_Difference_HasItsSign(double difference, string expected) => Figures.Points(difference).Should().Be(expected);

    [Theory]
    [InlineData(1, "1.00")]
    [InlineData(0.0214, "0.021")]
    [InlineData(0.00214, "0.0021")]
    [InlineData(0.0002, "< 0.001")]
    public void BarePValue_Probability_HasTheDigitsThatCount(double p, string expected) => Figures.BarePValue(p).Should().Be(expected);

    [Fact]
    public void Range_Interval_IsInPercent() => Figures.Range(new Interval(-0.0098, 0.0686)).Should().Be("[−1.0, 6.9]");

    [Fact]
    public void Count_LargeNumber_HasSeparators() => Figures.Count(50_000, "picture", "pictures").Should().Be("50,000 pictures");
}
