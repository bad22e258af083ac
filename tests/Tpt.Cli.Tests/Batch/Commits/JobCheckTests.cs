using Tpt.Cli.Batch.Commits;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Batch.Shards;
using Tpt.Cli.Tests.Batch.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Commits;

public sealed class JobCheckTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private JobPlan _plan = null!;
    private JobFolder _job = null!;

    public async Task InitializeAsync()
    {
        (_plan, _job) = await Jobs.Create(_folder.Path, rows: 10, rowsPerShard: 4);
        foreach (var shard in (int[])[0, 1, 2])
        {
            await Jobs.PublishShard(_plan, _job, shard);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadAsync_AllShards_GivesEachRowInItsOrder()
    {
        List<ShardRow> rows = [];

        var sums = await new JobCheck(_plan, _job).ReadAsync(rows.Add, CancellationToken.None);

        rows.Should().BeEquivalentTo(Jobs.Scored(0, 10), options => options.WithStrictOrdering());
        sums.Select(one => (one.File, one.Rows, one.Device)).Should().Equal(("shard-000000.parquet", 4, Jobs.Device), ("shard-000001.parquet", 4, Jobs.Device), ("shard-000002.parquet", 2, Jobs.Device));
    }

    [Fact]
    public async Task ReadAsync_ShardsThatAreMissing_NamesThem()
    {
        File.Delete(_job.ShardPath(0));
        File.Delete(_job.ShardPath(1));

        (await Fails<IOException>()).Message.Should().Contain("Missing or damaged: the shards 0..2, 2 of 3.").And.Contain($"tpt worker --shards 0..2 --plan {_job.Plan}'").And.NotContain("other ranges");
    }

    [Fact]
    public async Task ReadAsync_RangesThatAreMissing_AreAllToBeScored()
    {
        File.Delete(_job.ShardPath(0));
        File.Delete(_job.ShardPath(2));

        (await Fails<IOException>()).Message.Should().Contain("tpt worker --shards 0..1 --plan ").And.Contain("one for each of the other ranges");
    }

    [Fact]
    public async Task ReadAsync_ShardThatIsDamaged_NamesIt()
    {
        var bytes = await File.ReadAllBytesAsync(_job.ShardPath(1));
        bytes[100] ^= 1;
        await File.WriteAllBytesAsync(_job.ShardPath(1), bytes);

        (await Fails<IOException>()).Message.Should().Contain("1..2").And.Contain("shard-000001.parquet").And.Contain("changed or damaged");
    }

    [Fact]
    public async Task ReadAsync_ShardInThePlaceOfAnother_IsFound()
    {
        File.Copy(_job.ShardPath(0), _job.ShardPath(1), overwrite: true);

        (await Fails<IOException>()).Message.Should().Contain("has the rows 0..4, which are those of another shard");
    }

    [Fact]
    public async Task ReadAsync_ShardOfAnotherJob_IsFound()
    {
        var other = (_plan with { Scoring = _plan.Scoring with { CascadeMargin = 0.5 } }).Sealed();
        File.Delete(_job.ShardPath(1));
        await Jobs.PublishShard(other, _job, 1);

        (await Fails<IOException>()).Message.Should().Contain("is of another job");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ReadAsync_RowThatIsWrong_IsFound(int fault)
    {
        File.Delete(_job.ShardPath(1));
        ShardRow[] rows = [.. Jobs.Scored(4, 8)];
        rows[2] = fault switch { 0 => rows[1], 1 => rows[2] with { Label = "dog" }, _ => rows[2] with { Path = "/other.png" } };
        await new ShardFile(_plan).PublishAsync(_job.ShardPath(1), 4, 8, Jobs.Device, rows.ToAsyncEnumerable());

        (await Fails<InvalidDataException>()).Message.Should().Contain("row 6: it is not the row of the manifest");
    }

    [Fact]
    public async Task ReadAsync_ManifestThatWasChanged_IsFound()
    {
        await File.AppendAllTextAsync(_job.Manifest, " ");

        (await Fails<InvalidDataException>()).Message.Should().Contain("is not that of the plan");
    }

    private async Task<T> Fails<T>()
        where T : Exception
        => (await FluentActions.Awaiting(() => new JobCheck(_plan, _job).ReadAsync(_ => { }, CancellationToken.None)).Should().ThrowAsync<T>()).Which;
}
