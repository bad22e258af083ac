using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Tests.Batch.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Manifests;

public sealed class ManifestFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task WriteAsync_SameRows_AreTheSameBytes()
    {
        var (first, firstSummary) = await Write("a.parquet", 1000, 64);
        var (second, secondSummary) = await Write("b.parquet", 1000, 64);

        File.ReadAllBytes(second).Should().Equal(File.ReadAllBytes(first));
        secondSummary.Should().BeEquivalentTo(firstSummary);
        (firstSummary.Rows, firstSummary.Shards.Count).Should().Be((1000, 16));
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(49_990, 50_010)]
    [InlineData(99_999, 120_000)]
    public async Task ReadAsync_Range_HasItsRows(int from, int to)
    {
        var (path, _) = await Write("a.parquet", 120_000, 20_000);

        var rows = await ManifestFile.ReadAsync(path, from, to, CancellationToken.None).ToListAsync();

        rows.Should().Equal(Jobs.Rows(120_000)[from..to]);
    }

    [Fact]
    public async Task WriteAsync_Shards_HaveTheDigestsOfTheirRows()
    {
        var (_, summary) = await Write("a.parquet", 10, 4);

        summary.Shards.Should().Equal(Jobs.Rows(10).Chunk(4).Select(ManifestDigest.Of));
        summary.Shards.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task ReadAsync_MoreRowsThanThereAre_Throws()
    {
        var (path, _) = await Write("a.parquet", 10, 4);

        var act = async () => await ManifestFile.ReadAsync(path, 0, 11, CancellationToken.None).ToListAsync();

        await act.Should().ThrowAsync<InvalidDataException>().WithMessage("*has 10 rows*speaks of 11*");
    }

    [Fact]
    public async Task ReadAsync_FileThatIsGone_SaysWhatToDo()
    {
        var act = async () => await ManifestFile.ReadAsync(_folder["gone.parquet"], 0, 1, CancellationToken.None).ToListAsync();

        await act.Should().ThrowAsync<FileNotFoundException>().WithMessage("There is no manifest '*gone.parquet'. Bring it back beside the plan.");
    }

    private async Task<(string Path, ManifestSummary Summary)> Write(string name, int rows, int rowsPerShard)
    {
        await using var file = new FileStream(_folder[name], FileMode.Create, FileAccess.ReadWrite);
        return (_folder[name], await ManifestFile.WriteAsync(file, Jobs.Rows(rows).ToAsyncEnumerable(), rowsPerShard, CancellationToken.None));
    }
}
