using Tpt.Engine.Calibration;

namespace Tpt.Engine.Tests.Calibration;

public sealed class ConfidenceBinsTests
{
    /// <summary>As stored with the reference's numbers.</summary>
    private static readonly double[] _published =
    [
        0.0, 0.05000000074505806, 0.10000000149011612, 0.15000000596046448, 0.20000000298023224, 0.25, 0.30000001192092896, 0.3499999940395355,
        0.4000000059604645, 0.45000001788139343, 0.5, 0.550000011920929, 0.6000000238418579, 0.6499999761581421, 0.7000000476837158, 0.75,
        0.800000011920929, 0.8500000238418579, 0.8999999761581421, 0.949999988079071, 1.0,
    ];

    [Fact]
    public void Edges_Of20Bins_AreThePublishedOnes() => ConfidenceBins.Edges(20).Should().Equal(_published);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(15)]
    [InlineData(1000)]
    public void Edges_OfAnyNumberOfBins_RiseFrom0To1(int count)
    {
        var edges = ConfidenceBins.Edges(count);

        edges.Should().HaveCount(count + 1).And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
        (edges[0], edges[^1]).Should().Be((0, 1));
        edges.Select((edge, i) => Math.Abs(edge - ((double)i / count))).Max().Should().BeLessThan(2e-7);
    }

    /// <summary>0.7 in 32-bit floats is 0.69999999, below the edge 0.70000005.</summary>
    [Theory]
    [InlineData(0.05f, 0)]
    [InlineData(0.0500001f, 1)]
    [InlineData(0.5f, 9)]
    [InlineData(0.7f, 13)]
    [InlineData(0.70000005f, 13)]
    [InlineData(0.7000001f, 14)]
    [InlineData(1f, 19)]
    public void Between_Confidence_IsInTheBinThatItsUpperEdgeCloses(float confidence, int bin)
        => ConfidenceBins.Between([(confidence, true)], _published).Select(b => b.Count).Should().Equal(Enumerable.Range(0, 20).Select(i => i == bin ? 1L : 0));

    [Theory]
    [InlineData(0f)]
    [InlineData(1.0000001f)]
    [InlineData(float.NaN)]
    [InlineData(-1f)]
    public void Between_ConfidenceOfNoBin_CountsAmongTheRowsAlone(float confidence)
    {
        var bins = ConfidenceBins.Between([(confidence, true), (0.9f, false)], _published);

        bins.Sum(bin => bin.Count).Should().Be(1);
        ConfidenceBins.Error(bins, 2).Should().BeApproximately(0.45, 1e-7, "0.9 of one row over two");
    }

    /// <summary>Sorted: 0.2 wrong, 0.4 right | 0.6 right, 0.8 wrong, 1 right. Means 0.3 and 0.8, accuracies 1/2 and 2/3.</summary>
    [Fact]
    public void OfEqualMass_FiveRowsInTwoBins_HasTheHandComputedError()
    {
        var bins = ConfidenceBins.OfEqualMass([(0.8f, false), (0.2f, false), (1f, true), (0.4f, true), (0.6f, true)], 2);

        bins.Select(bin => bin.Count).Should().Equal(2, 3);
        bins.Select(bin => (float)bin.Upper).Should().Equal(0.4f, 1f);
        ConfidenceBins.Error(bins, 5).Should().BeApproximately((2 * 0.2 / 5) + (3 * (0.8 - (2.0 / 3)) / 5), 1e-7);
    }

    [Fact]
    public void OfEqualMass_EqualConfidences_DoesNotDependOnTheOrderOfRows()
    {
        (float, bool)[] rows = [(0.5f, true), (0.5f, false), (0.5f, true), (0.5f, false)];

        ConfidenceBins.OfEqualMass(rows, 2).Should().Equal(ConfidenceBins.OfEqualMass(rows.Reverse(), 2));
        ConfidenceBins.Error(ConfidenceBins.OfEqualMass(rows, 2), 4).Should().Be(0.5);
        ConfidenceBins.Error(ConfidenceBins.OfEqualMass(rows, 1), 4).Should().Be(0);
    }

    [Fact]
    public void Error_OfNothing_IsNoNumber()
    {
        ConfidenceBins.Error(ConfidenceBins.Between([], _published), 0).Should().Be(double.NaN);
        ConfidenceBins.Error(ConfidenceBins.OfEqualMass([], 3), 0).Should().Be(double.NaN);
        ConfidenceBins.OfEqualMass([(0.5f, true)], 3).Sum(bin => bin.Count).Should().Be(1, "more bins than rows");
    }
}
