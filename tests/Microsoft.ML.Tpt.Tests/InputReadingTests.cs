using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>What the lazy view reads of its input: no more than is asked for, and each value once.</summary>
public sealed class InputReadingTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 1);
    private readonly TptTransformer _transformer;
    private readonly List<TptProgress> _progress = [];

    public InputReadingTests(Workspace workspace)
    {
        _workspace = workspace;
        var options = Workspace.Options();
        options.Progress = new Recorder(_progress);
        _transformer = _context.Transforms.TestTimePromptTuning(options).Fit(workspace.LoadImages(_context));
    }

    public void Dispose() => _transformer.Dispose();

    private long RowsScored => _progress.Count == 0 ? 0 : _progress[^1].Rows;

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
    public void Cursor_SourceThatCanBeReadOnlyOnce_ThrowsAndSaysWhy()
    {
        var images = Workspace.LoadImages(_context, _context.Data.LoadFromEnumerable(OnlyOnce(_workspace.Rows(4))));

        var read = () => Workspace.ReadScores(_context, _transformer.Transform(images));

        read.Should().Throw<InvalidOperationException>().WithMessage("*must give the same rows each time*");
    }

    /// <summary>A sequence whose enumerations take from one supply, as those of a queue or a reader do.</summary>
    private static IEnumerable<T> OnlyOnce<T>(T[] all)
    {
        var next = 0;
        return Rest();
        IEnumerable<T> Rest()
        {
            while (next < all.Length)
            {
                yield return all[next++];
            }
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
}
