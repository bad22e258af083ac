using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;
using Tpt.Cli.Tests.Evaluation.Support;

namespace Tpt.Cli.Tests.Evaluation.Scoring;

public sealed class RowPipelineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task RunAsync_ManyRows_GivesThemInOrderWithinItsMemory(int ahead)
    {
        var set = FakeSets.Create(60, bad: 7);
        using var scorer = new FakeScorer(4, 2);
        List<ScoredRow> rows = [];

        await new RowPipeline(scorer, ahead).RunAsync(set, Enumerable.Range(0, 60), rows.Add, CancellationToken.None);

        rows.Select(row => row.Row).Should().Equal(Enumerable.Range(0, 60));
        rows.Where(row => row.Error is not null).Should().ContainSingle().Which.Should().BeEquivalentTo(new ScoredRow(7, set.Pictures[7].Name, set.Pictures[7].Label, "it is no picture", []));
        scorer.MostViews.Should().BeLessThanOrEqualTo(ahead);
        scorer.ViewsLeft.Should().Be(0);
    }

    [Fact]
    public async Task RunAsync_Cancelled_StopsBetweenRowsAndGivesViewsBack()
    {
        using var scorer = new FakeScorer(4, 2);
        using var stop = new CancellationTokenSource();
        List<ScoredRow> rows = [];

        var run = FluentActions.Awaiting(() => new RowPipeline(scorer, 4).RunAsync(FakeSets.Create(60), Enumerable.Range(0, 60), row =>
        {
            rows.Add(row);
            if (rows.Count == 9)
            {
                stop.Cancel();
            }
        }, stop.Token));

        await run.Should().ThrowAsync<OperationCanceledException>();
        rows.Should().HaveCount(9);
        scorer.ViewsLeft.Should().Be(0);
    }

    [Fact]
    public async Task RunAsync_FullDisk_EndsWithItAndGivesViewsBack()
    {
        using var scorer = new FakeScorer(4, 2);

        var run = FluentActions.Awaiting(() => new RowPipeline(scorer, 4).RunAsync(FakeSets.Create(60), Enumerable.Range(0, 60), _ => throw new IOException("full"), CancellationToken.None));

        await run.Should().ThrowAsync<IOException>().WithMessage("full");
        scorer.ViewsLeft.Should().Be(0);
    }

    [Fact]
    public async Task RunAsync_ScoresThatAreNoNumbers_AreAnError()
    {
        var set = FakeSets.Create(1) with { Pictures = [new LabelledPicture("/data/overflow.jpg", "overflow.jpg", 0)] };
        using var scorer = new FakeScorer(4, 2);
        List<ScoredRow> rows = [];

        await new RowPipeline(scorer, 1).RunAsync(set, [0], rows.Add, CancellationToken.None);

        rows.Should().ContainSingle().Which.Error.Should().StartWith("the scores are no numbers");
    }

    [Theory]
    [InlineData(64, 224)]
    [InlineData(4096, 336)]
    public void AheadFor_ManyViews_FitsIntoAGigabyteOrIsOne(int views, int side)
    {
        var ahead = RowPipeline.AheadFor(views, side);

        ahead.Should().BeGreaterThanOrEqualTo(1);
        (ahead == 1 || 12L * ahead * views * side * side <= 1L << 30).Should().BeTrue();
    }
}
