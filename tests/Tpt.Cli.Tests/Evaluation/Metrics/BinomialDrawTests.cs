using Tpt.Cli.Evaluation.Metrics;

namespace Tpt.Cli.Tests.Evaluation.Metrics;

public sealed class BinomialDrawTests
{
    [Fact]
    public void Next_NoneOrAllChosen_IsCertain()
    {
        var bits = new RandomBits(1);

        BinomialDraw.Next(1000, 0, 7, bits).Should().Be(0);
        BinomialDraw.Next(1000, 7, 7, bits).Should().Be(1000);
        BinomialDraw.Next(0, 3, 7, bits).Should().Be(0);
    }

    [Theory]
    [InlineData(1, 3, 7)]
    [InlineData(5, 1, 4)]
    [InlineData(64, 1, 2)]
    [InlineData(65, 9, 10)]
    public void Next_ManyDraws_HaveTheBinomialDistribution(int n, int chosen, int total)
    {
        const int Draws = 200_000;
        var bits = new RandomBits(2);
        var counts = new double[n + 1];
        for (var i = 0; i < Draws; i++)
        {
            counts[BinomialDraw.Next(n, chosen, total, bits)]++;
        }

        var p = (double)chosen / total;
        var probability = Math.Pow(1 - p, n);
        for (var k = 0; k <= n; k++)
        {
            // Six standard deviations: a right generator fails once in 5e8.
            counts[k].Should().BeApproximately(Draws * probability, 6 * Math.Sqrt(Draws * probability * (1 - probability)) + 1, "that is the share of {0} of {1}", k, n);
            probability *= (double)(n - k) / (k + 1) * p / (1 - p);
        }
    }

    [Fact]
    public void Next_SplitMix64_GivesThePublishedNumbers()
    {
        // The first outputs of the authors' splitmix64.c for the state 1234567.
        var bits = new RandomBits(1234567);

        bits.Next().Should().Be(6457827717110365317);
        bits.Next().Should().Be(3203168211198807973);
    }
}
