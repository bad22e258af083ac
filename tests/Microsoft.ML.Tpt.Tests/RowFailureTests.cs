using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Scoring;
using Tpt.Engine;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tests;

/// <summary>An error of the engine in one row of a batch: the others keep their scores, and the error is thrown where that row's values are asked for.</summary>
public sealed class RowFailureTests : IClassFixture<Workspace>, IDisposable
{
    private const int Rows = 7;         // batches of 3

    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly IDataView _images;
    private readonly ScoredRow[] _expected;

    public RowFailureTests(Workspace workspace)
    {
        _images = workspace.LoadImages(_context, Rows);
        _transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        _expected = Workspace.ReadScores(_context, _transformer.Transform(_images));
    }

    public void Dispose() => _transformer.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Cursor_EngineErrorInOneRow_LeavesTheOthersScored(int failing)
    {
        ViewBatch? failingViews = null;
        var calls = new List<int>();
        var errors = ReadAll(views =>
        {
            calls.Add(views.Count);
            failingViews ??= views[failing];
            return views.Contains(failingViews) ? throw new ArithmeticException("The engine fails.") : _transformer.Scorer.Predict(views);
        });

        errors.Keys.Should().Equal(failing);
        errors[failing].Should().BeOfType<ArithmeticException>().Which.Message.Should().Be("The engine fails.");
        calls.Should().Equal([3, 1, 1, 1, 3, 1], "only the rows of the batch that failed are tried again by themselves");
    }

    [Fact]
    public void Cursor_EngineErrorOfABatchAlone_CostsNoRow()
    {
        // As where memory suffices for one row and not for three.
        ReadAll(views => views.Count > 1 ? throw new ArithmeticException() : _transformer.Scorer.Predict(views)).Should().BeEmpty();
    }

    [Fact]
    public void Cursor_EngineErrorInEveryRow_ThrowsForEach()
        => ReadAll(_ => throw new ArithmeticException()).Should().HaveCount(Rows);

    [Fact]
    public void Cursor_EngineError_GivesAllViewBuffersBack()
    {
        var batches = new ViewBatchCount();

        ReadAll(_ => throw new ArithmeticException());

        batches.Created.Should().BeGreaterThanOrEqualTo(Rows);
        batches.NotDisposed.Should().Be(0);
    }

    /// <summary>Reads every row, twice, holds the scores against the right ones, and gives the errors by row.</summary>
    private Dictionary<int, Exception> ReadAll(Func<IReadOnlyList<ViewBatch>, IReadOnlyList<TptPrediction>> predict)
    {
        var mapper = new TptRowMapper(_transformer.Scorer, _images.Schema);
        using var cursor = _images.GetRowCursor([]);
        using var scorer = new BatchScorer<TptPrediction>(
            mapper.Scorer, mapper.Scorer.Engine with { Predict = predict }, cursor, () => _images.GetRowCursor([mapper.ImageColumn]), totalRows: null,
            new ScoringPasses(mapper.Scorer.Host, mapper.Scorer.Options).Begin(), progress: null, CancellationToken.None);
        var getScore = (ValueGetter<VBuffer<float>>)mapper.Scorer.Columns.CreateGetter(1, scorer.Current);
        var errors = new Dictionary<int, Exception>();
        while (cursor.MoveNext())
        {
            var row = (int)cursor.Position;
            for (var time = 0; time < 2; time++)
            {
                var score = default(VBuffer<float>);
                try
                {
                    getScore(ref score);
                    score.DenseValues().Should().Equal(_expected[row].Score);
                }
                catch (ArithmeticException error)
                {
                    errors[row] = error;
                }
            }
        }
        return errors;
    }
}
