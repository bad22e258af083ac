using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>Rows are scored a batch at a time: the next batch is read ahead, progress is reported after each, and all views are disposed of.</summary>
public sealed class BatchScoringTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly IDataView _scored;
    private readonly List<TptProgress> _progress = [];

    public BatchScoringTests(Workspace workspace)
    {
        _workspace = workspace;
        var options = Workspace.Options();
        options.Progress = new Recorder(_progress);
        var images = workspace.LoadImages(_context);
        _transformer = _context.Transforms.TestTimePromptTuning(options).Fit(images);
        _scored = _transformer.Transform(images);
    }

    public void Dispose() => _transformer.Dispose();

    [Fact]
    public void Cursor_WhileABatchIsScored_ReadsTheNextOneAndNoMoreOnAnotherThread()
    {
        using var asked = new ManualResetEventSlim();
        using var released = new ManualResetEventSlim();
        var file = File.ReadAllBytes(_workspace.Images[0]);
        var readers = new int[12];
        var rows = Enumerable.Range(0, 12).Select(i => new ObservedRow(() =>
        {
            readers[i] = Environment.CurrentManagedThreadId;
            if (i != 3)
            {
                return file;
            }

            asked.Set();
            released.Wait();
            return file;
        })).ToArray();
        var scored = _transformer.Transform(_context.Data.LoadFromEnumerable(rows));
        using var cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        var getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        var score = default(VBuffer<float>);

        cursor.MoveNext();
        getScore(ref score);        // comes back although row 3, of the second batch, is held up
        asked.Wait(TimeSpan.FromSeconds(60)).Should().BeTrue("row 3 is read before it is asked for");
        readers[6..].Should().OnlyContain(reader => reader == 0, "one batch is read ahead");
        released.Set();
        for (var i = 1; i < 12; i++)
        {
            cursor.MoveNext();
            getScore(ref score);
        }

        readers[3..6].Should().NotContain([0, Environment.CurrentManagedThreadId]);
    }

    [Fact]
    public void Progress_IsReportedAfterEveryBatch()
    {
        Workspace.ReadScores(_context, _scored);

        _progress.Select(report => report.Rows).Should().Equal(3, 6, 9, 12);
        _progress.Should().OnlyContain(report => report.RowsPerSecond > 0);
    }

    [Fact]
    public void Progress_OfACountedSource_HasTheTotal()
    {
        var cached = _context.Data.Cache(_context.Data.LoadFromEnumerable(_workspace.Rows(4)));
        _ = cached.GetColumn<float>("Id").Count();

        Workspace.ReadScores(_context, _transformer.Transform(Workspace.LoadImages(_context, cached)));

        _progress.Select(report => report.TotalRows).Should().Equal(4, 4);
    }

    [Fact]
    public void Transform_WithItsOwnProgress_ReportsThere()
    {
        var own = new List<TptProgress>();

        Workspace.ReadScores(_context, _transformer.Transform(_workspace.LoadImages(_context, 3), new Recorder(own)));

        own.Should().ContainSingle();
        _progress.Should().BeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void Cursor_DisposedAtAnyRow_DisposesOfAllViews(int rows)
    {
        var views = new ViewBatchCount();
        using (var cursor = _scored.GetRowCursor([_scored.Schema["Score"]]))
        {
            var getScore = cursor.GetGetter<VBuffer<float>>(_scored.Schema["Score"]);
            var score = default(VBuffer<float>);
            for (var i = 0; i < rows; i++)
            {
                cursor.MoveNext();
                getScore(ref score);
            }
        }

        views.Created.Should().BeGreaterThanOrEqualTo(rows);
        views.NotDisposed.Should().Be(0);
    }

    [Fact]
    public void Cursor_FailingRow_DisposesOfAllViews()
    {
        var rows = _workspace.Rows(9).Select((row, i) => new ObservedRow(() => i == 4 ? throw new InvalidOperationException("Row 4 fails.") : File.ReadAllBytes(row.Path)));
        var scored = _transformer.Transform(_context.Data.LoadFromEnumerable(rows));
        var views = new ViewBatchCount();

        var read = () => _context.Data.CreateEnumerable<Scores>(scored, reuseRowObject: false).ToArray();

        read.Should().Throw<Exception>().Which.GetBaseException().Message.Should().Be("Row 4 fails.");
        views.Created.Should().BeGreaterThan(4);
        views.NotDisposed.Should().Be(0);
    }

    private sealed class ObservedRow(Func<byte[]> read)
    {
        public ObservedRow() : this(() => [])
        {
        }

        public byte[] Image
        {
            get => read();
            set => read = () => value;
        }
    }
}
