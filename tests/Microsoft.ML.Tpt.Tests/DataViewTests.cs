using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>The lazy view stays right under what ML.NET puts around it, and computes no more than is asked for.</summary>
public sealed class DataViewTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly IDataView _scored;
    private readonly ScoredRow[] _expected;
    private readonly List<TptProgress> _progress = [];

    public DataViewTests(Workspace workspace)
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
    public void Cursor_ShuffledByAGivenRandom_EachRowKeepsItsScores()
    {
        var images = Workspace.LoadImages(_context, _context.Data.Cache(_context.Data.LoadFromEnumerable(_workspace.Rows())));
        var scored = _transformer.Transform(images);
        scored.CanShuffle.Should().BeTrue();

        using var cursor = scored.GetRowCursor([scored.Schema["Id"], scored.Schema["Score"]], new Random(5));

        var ids = new List<float>();
        var getId = cursor.GetGetter<float>(scored.Schema["Id"]);
        var getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        float id = 0;
        var score = default(VBuffer<float>);
        while (cursor.MoveNext())
        {
            getId(ref id);
            getScore(ref score);
            ids.Add(id);
            score.DenseValues().Should().Equal(_expected[(int)id].Score);
        }
        ids.Should().NotBeInAscendingOrder().And.BeEquivalentTo(Enumerable.Range(0, Workspace.ImageCount));
    }

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
        foreach (var fold in folds) ((IDisposable)fold.Model).Dispose();
    }

    [Fact]
    public void GetRowCursorSet_OfAStageBehind_EachRowKeepsItsScores()
    {
        var named = _context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(_scored).Transform(_scored);
        var columns = new[] { named.Schema["Id"], named.Schema["Name"] };

        var read = named.GetRowCursorSet(columns, 4).SelectMany(cursor =>
        {
            using (cursor)
            {
                var rows = new List<(int Id, string Name)>();
                var getId = cursor.GetGetter<float>(columns[0]);
                var getName = cursor.GetGetter<ReadOnlyMemory<char>>(columns[1]);
                float id = 0;
                var name = default(ReadOnlyMemory<char>);
                while (cursor.MoveNext())
                {
                    getId(ref id);
                    getName(ref name);
                    rows.Add(((int)id, name.ToString()));
                }
                return rows;
            }
        }).ToArray();

        read.Should().BeEquivalentTo(_expected.Select(row => ((int)row.Id, Workspace.ClassNames[row.PredictedLabel - 1])));
    }

    [Fact]
    public void Cursor_NoOutputColumnAskedFor_ReadsNoImage()
    {
        PathRow[] rows = [.. _workspace.Rows(2), new PathRow { Id = 2, Path = _workspace.PathOf("not there.png") }];
        var scored = _transformer.Transform(Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(rows)));

        scored.GetColumn<float>("Id").Should().Equal(0, 1, 2);

        RowsScored.Should().Be(0);
    }

    [Fact]
    public void Cursor_ReadsTheImageOfEachRowOnce()
    {
        var reads = 0;
        var rows = _context.Data.LoadFromEnumerable(_workspace.Rows());
        var bytes = _context.Transforms.CustomMapping<PathRow, EncodedRow>((row, encoded) =>
        {
            Interlocked.Increment(ref reads);
            encoded.Image = File.ReadAllBytes(row.Path);
        }, contractName: null).Fit(rows).Transform(rows);
        var scored = _transformer.Transform(bytes);

        var read = _context.Data.CreateEnumerable<ScoredRow>(scored, reuseRowObject: false).ToArray();

        reads.Should().Be(Workspace.ImageCount);
        read.Should().HaveCount(Workspace.ImageCount);
    }

    [Fact]
    public void Cursor_ReadsAColumnThatPassesThroughOnceARow_AndNoneThatNobodyAsksFor()
    {
        var (ids, labels) = (0, 0);
        var images = _workspace.LoadImages(_context);
        var counted = _context.Transforms.CustomMapping<PathRow, CountedRow>((row, result) =>
        {
            Interlocked.Increment(ref ids);
            result.Number = row.Id;
        }, contractName: null).Append(_context.Transforms.CustomMapping<PathRow, CountedLabel>((_, _) => Interlocked.Increment(ref labels), contractName: null));
        var scored = _transformer.Transform(counted.Fit(images).Transform(images));

        var read = _context.Data.CreateEnumerable<ScoredNumber>(scored, reuseRowObject: false).ToArray();

        read.Select(row => row.Number).Should().Equal(Enumerable.Range(0, Workspace.ImageCount).Select(i => (float)i));
        ids.Should().Be(Workspace.ImageCount);
        labels.Should().Be(0);
    }

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
            if (i != 3) return file;
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
    public void Cursor_PositionBatchAndIdAreThoseOfTheInput()
    {
        var images = _workspace.LoadImages(_context);
        var scored = _transformer.Transform(images);
        using var input = images.GetRowCursor([]);
        using var output = scored.GetRowCursor([scored.Schema["Score"]]);
        var (getInputId, getOutputId) = (input.GetIdGetter(), output.GetIdGetter());
        var getScore = output.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        var (inputId, outputId, score) = (default(DataViewRowId), default(DataViewRowId), default(VBuffer<float>));

        while (input.MoveNext())
        {
            output.MoveNext().Should().BeTrue();
            getScore(ref score);
            getInputId(ref inputId);
            getOutputId(ref outputId);
            (output.Position, output.Batch, outputId).Should().Be((input.Position, input.Batch, inputId));
        }
        output.MoveNext().Should().BeFalse();
    }

    [Fact]
    public void Cursor_ImagePassedThroughBesideTheScores_IsTheRowsOwn()
    {
        var images = _workspace.LoadImages(_context);
        var scored = _transformer.Transform(images);
        using var cursor = scored.GetRowCursor([scored.Schema["Image"], scored.Schema["Score"]]);
        var getImage = cursor.GetGetter<MLImage>(scored.Schema["Image"]);
        var getScore = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        MLImage? image = null;
        var score = default(VBuffer<float>);

        while (cursor.MoveNext())
        {
            getScore(ref score);
            getImage(ref image!);
            image.Width.Should().Be(40 + 5 * (int)cursor.Position, "each image of the workspace has its own width");
            score.DenseValues().Should().Equal(_expected[cursor.Position].Score);
        }
    }

    [Fact]
    public void Cursor_InactiveColumn_Throws()
    {
        using var cursor = _scored.GetRowCursor([_scored.Schema["Id"]]);

        var get = () => cursor.GetGetter<uint>(_scored.Schema["PredictedLabel"]);

        get.Should().Throw<InvalidOperationException>().WithMessage("*'PredictedLabel' is not active*");
    }

    [Fact]
    public void Cursor_GetterOfAnotherType_Throws()
    {
        using var cursor = _scored.GetRowCursor([_scored.Schema["Score"]]);

        var get = () => cursor.GetGetter<float>(_scored.Schema["Score"]);

        get.Should().Throw<InvalidOperationException>().WithMessage("*'Score' holds*");
    }

    [Fact]
    public void Cursor_SourceThatCanBeReadOnlyOnce_ThrowsAndSaysWhy()
    {
        var images = Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(OnlyOnce(_workspace.Rows(4))));

        var read = () => Workspace.ReadScores(_context, _transformer.Transform(images));

        read.Should().Throw<InvalidOperationException>().WithMessage("*must give the same rows each time*");
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
    public void Cursor_DisposedAtAnyRow_GivesAllViewBuffersBack(int rows)
    {
        using var buffers = new ViewBufferCount();
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

        buffers.Rented.Should().BeGreaterThanOrEqualTo(rows);
        buffers.Out.Should().Be(0);
    }

    [Fact]
    public void Cursor_FailingRow_GivesAllViewBuffersBack()
    {
        PathRow[] rows = [.. _workspace.Rows(4), new PathRow { Path = _workspace.PathOf("not there.png") }, .. _workspace.Rows(4)];
        var scored = _transformer.Transform(Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(rows)));
        using var buffers = new ViewBufferCount();

        var read = () => Workspace.ReadScores(_context, scored);

        read.Should().Throw<InvalidOperationException>();
        buffers.Rented.Should().BeGreaterThan(4);
        buffers.Out.Should().Be(0);
    }

    private void ShouldBeExpected(IDataView scored, IEnumerable<int> ids, bool inOrder = true)
    {
        var rows = Workspace.ReadScores(_context, scored);
        if (inOrder) rows.Select(row => (int)row.Id).Should().Equal(ids);
        else rows.Select(row => (int)row.Id).Should().BeEquivalentTo(ids);
        ShouldBeExpected(rows);
    }

    private void ShouldBeExpected(ScoredRow[] rows)
    {
        foreach (var row in rows) row.Score.Should().Equal(_expected[(int)row.Id].Score, "row {0} must have its own scores", row.Id);
    }

    /// <summary>A sequence whose enumerations take from one supply, as those of a queue or a reader do.</summary>
    private static IEnumerable<T> OnlyOnce<T>(T[] all)
    {
        var next = 0;
        return Rest();
        IEnumerable<T> Rest()
        {
            while (next < all.Length) yield return all[next++];
        }
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

    private sealed class CountedRow
    {
        public float Number { get; set; }
    }

    private sealed class CountedLabel
    {
        public float Unused { get; set; }
    }

    private sealed class ScoredNumber
    {
        public float Number { get; set; }

        public float[] Score { get; set; } = [];
    }

    private sealed class Recorder(List<TptProgress> reports) : IProgress<TptProgress>
    {
        public void Report(TptProgress value) => reports.Add(value);
    }
}
