using Tpt.Cli.Reports;

namespace Tpt.Cli.Tests.Reports;

public sealed class ConfusionCountsTests
{
    [Fact]
    public void Worst_SomePairs_ComeByHowOftenTheyAreConfused()
    {
        var counts = Counts((4, 5), (5, 4), (4, 5), (1, 0), (1, 0), (2, 3), (3, 3));

        ConfusionCounts.Worst([counts], most: 4).Should().Equal(4, 5, 0, 1);
    }

    [Fact]
    public void Worst_PairThatDoesNotFit_LeavesRoomForOneThatDoes()
    {
        var counts = Counts((0, 1), (0, 1), (2, 3), (1, 2));

        ConfusionCounts.Worst([counts], most: 3).Should().Equal(0, 1, 2);
    }

    [Fact]
    public void Worst_AllRight_IsEmpty() => ConfusionCounts.Worst([Counts((0, 0), (1, 1))], most: 12).Should().BeEmpty();

    [Fact]
    public void Indexer_Pair_CountsIt() => Counts((0, 1), (0, 1), (1, 0))[0, 1].Should().Be(2);

    private static ConfusionCounts Counts(params (int Label, int Predicted)[] rows)
    {
        var set = Evaluations.SetOf("set", ["0", "1", "2", "3", "4", "5"], [.. rows.Select(row => row.Label)]);
        return new ConfusionCounts([.. rows.Select((row, i) => Evaluations.RowOf(set, i, row.Label, Evaluations.Answer(row.Label, row.Predicted, 0.5f)))], 0);
    }
}
