using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>The lazy view stays right under ML.NET's data operations, and scores few rows that they leave out.</summary>
public sealed class DataOperationTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly IDataView _scored;
    private readonly ScoredRow[] _expected;
    private readonly List<TptProgress> _progress = [];

    public DataOperationTests(Workspace workspace)
    {
        _workspace = workspace;
        var options = Workspace.Options();
        options.Progress = new Recorder(_progress);
        var images = workspace.LoadImages(_context);
        _transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        _scored = _transformer.Transform(images);
        _expected = Workspace.ReadScores(_context, _scored);
        _progress.Clear();
    }

    public void Dispose() => _transformer.Dispose();

    private long RowsScored => _progress.Count == 0 ? 0 : _progress[^1].Rows;

    [Fact]
    public void TakeRows_GivesTheFirstRowsAndScoresAtMostABatchMore()
    {
        ShouldBeExpected(_context.Data.TakeRows(_scored, 4), [0, 1, 2, 3]);
        RowsScored.Should().Be(6, "batches hold 3 rows");
    }

    [Fact]
    public void SkipRows_GivesTheLastRowsAndScoresNoneOfTheSkipped()
    {
        ShouldBeExpected(_context.Data.SkipRows(_scored, 9), [9, 10, 11]);
        RowsScored.Should().Be(3);
    }

    [Fact]
    public void FilterRows_GivesTheKeptRows() =>
        ShouldBeExpected(_context.Data.FilterRowsByColumn(_scored, "Id", 4, 9), [4, 5, 6, 7, 8]);

    [Fact]
    public void FilterRows_KeepingEveryFourth_ScoresFewRowsInVain()
    {
        // The column must come before this stage: ML.NET splits its cursors behind a mapping, and then reads every row of every column.
        var images = _workspace.LoadImages(_context);
        var scored = _transformer.Transform(_context.Transforms.Expression("Fourth", "(x) : x % 4", "Id").Fit(images).Transform(images));

        ShouldBeExpected(_context.Data.FilterRowsByColumn(scored, "Fourth", 0, 1), [0, 4, 8]);
        RowsScored.Should().Be(5, "after the first batch of 3, whose last two rows are left out, rows are scored one at a time");
    }

    [Fact]
    public void ShuffleRows_EachRowKeepsItsScores() =>
        ShouldBeExpected(_context.Data.ShuffleRows(_scored, seed: 7), Enumerable.Range(0, Workspace.ImageCount), inOrder: false);

    [Fact]
    public void Transform_OfABootstrapSample_EachRowHasItsScores()
    {
        var sample = _context.Data.BootstrapSample(_context.Data.LoadFromEnumerable(_workspace.Rows()), seed: 3);
        var ids = sample.GetColumn<float>("Id").Select(id => (int)id).ToArray();

        ShouldBeExpected(_transformer.Transform(Workspace.LoadImages(_context, sample)), ids);
    }

    [Fact]
    public void Cache_ReadTwice_ScoresOnce()
    {
        var cached = _context.Data.Cache(_scored, "Id", "PredictedLabel", "Score");

        ShouldBeExpected(cached, Enumerable.Range(0, Workspace.ImageCount));
        var reports = _progress.Count;
        ShouldBeExpected(cached, Enumerable.Range(0, Workspace.ImageCount));
        _progress.Should().HaveCount(reports);
    }

    [Fact]
    public void TrainTestSplit_BothPartsHaveTheirScores()
    {
        var split = _context.Data.TrainTestSplit(_scored, 0.4);

        var ids = new[] { split.TrainSet, split.TestSet }.SelectMany(part =>
        {
            var rows = Workspace.ReadScores(_context, part);
            ShouldBeExpected(rows);
            return rows.Select(row => row.Id);
        });

        ids.Should().BeEquivalentTo(Enumerable.Range(0, Workspace.ImageCount));
    }

    [Fact]
    public void CrossValidate_FoldsAddUpToTheAccuracyOfTheWhole()
    {
        var rows = _context.Data.LoadFromEnumerable(_workspace.Rows());
        var pipeline = _context.Transforms.Conversion.MapLabelToClasses("Label", Workspace.ClassNames)
            .Append(_context.Transforms.LoadImages("Image", null, "Path"))
            .Append(_context.Transforms.TestTimePromptTuning(Workspace.Options()));

        var folds = _context.MulticlassClassification.CrossValidate(rows, pipeline, numberOfFolds: 3);

        var counts = folds.Select(fold => fold.ScoredHoldOutSet.GetColumn<float>("Id").Count()).ToArray();
        counts.Sum().Should().Be(Workspace.ImageCount);
        var right = _expected.Count(row => row.PredictedLabel == (uint)row.Id % 5 + 1);
        folds.Zip(counts, (fold, count) => fold.Metrics.MicroAccuracy * count).Sum().Should().BeApproximately(right, 1e-9, "shares times counts are whole numbers but for rounding");
        foreach (var fold in folds)
        {
            ((IDisposable)fold.Model).Dispose();
        }
    }

    private void ShouldBeExpected(IDataView scored, IEnumerable<int> ids, bool inOrder = true)
    {
        var rows = Workspace.ReadScores(_context, scored);
        if (inOrder)
        {
            rows.Select(row => (int)row.Id).Should().Equal(ids);
        }
        else
        {
            rows.Select(row => (int)row.Id).Should().BeEquivalentTo(ids);
        }

        ShouldBeExpected(rows);
    }

    private void ShouldBeExpected(ScoredRow[] rows)
    {
        foreach (var row in rows)
        {
            row.Score.Should().Equal(_expected[(int)row.Id].Score, "row {0} must have its own scores", row.Id);
        }
    }
}
