using Tpt.Cli.Evaluation.Metrics;

namespace Tpt.Cli.Tests.Evaluation;

public sealed class McNemarTestTests
{
    [Theory]
    [InlineData(0, 0, 1.0)]
    [InlineData(1, 0, 1.0)]
    [InlineData(5, 0, 2 / 32.0)]
    [InlineData(0, 5, 2 / 32.0)]
    [InlineData(8, 1, 2 * (1 + 9) / 512.0)]
    [InlineData(11, 4, 2 * (1 + 15 + 105 + 455 + 1365) / 32768.0)]
    [InlineData(7, 7, 1.0)]
    public void PValue_IsTwiceTheBinomialTail(int repaired, int broken, double expected)
        => new McNemarTest(repaired, broken).PValue.Should().BeApproximately(expected, 1e-12);

    [Fact]
    public void PValue_BeyondTheRangeOfTwoToTheMinusN_IsStillRight()
    {
        // Binomial(2000, 1/2) at 950 with the continuity correction: 2 (1 - Phi(49.5 / sqrt(500))).
        new McNemarTest(1050, 950).PValue.Should().BeApproximately(0.02686, 1e-4);
    }

    [Fact]
    public void Of_CountsOnlyTheImagesThatTellTheMethodsApart()
        => McNemarTest.Of([(true, true), (false, false), (false, true), (false, true), (true, false)]).Should().Be(new McNemarTest(2, 1));
}
