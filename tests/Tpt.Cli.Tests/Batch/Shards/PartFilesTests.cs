using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Batch.Shards;
using Tpt.Cli.Terminal;
using Tpt.Cli.Tests.Batch.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Shards;

public sealed class PartFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _said = new();

    public void Dispose()
    {
        _folder.Dispose();
        _said.Dispose();
    }

    [Fact]
    public async Task FindAsync_PartsThatOverlap_GiveEachRowOnce()
    {
        var (plan, job) = await Jobs.Create(_folder.Path, rows: 20, rowsPerShard: 10);
        foreach (var (from, to) in ((long, long)[])[(10, 13), (10, 12), (12, 15), (14, 18), (19, 20)])
        {
            await Parts(plan, job).AddAsync([.. Jobs.Scored(from, to)]);
        }
        var parts = Parts(plan, job);

        (await parts.FindAsync(10)).Should().Be(18);

        var rows = await parts.ReadAsync(10, CancellationToken.None).ToListAsync();
        rows.Select(row => row.Id).Should().Equal(Enumerable.Range(10, 8).Select(i => (long)i));
        rows.Should().BeEquivalentTo(Jobs.Scored(10, 18), options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Remove_FolderOfThePartsIsGone_IsNoError()
    {
        // A worker that is behind: another one was faster with its shard, and the job has been put together since.
        var (plan, job) = await Jobs.Create(_folder.Path, rows: 10, rowsPerShard: 10);
        await Parts(plan, job).AddAsync([.. Jobs.Scored(0, 5)]);
        job.RemoveLeftovers();
        var parts = Parts(plan, job);

        (await parts.FindAsync(0)).Should().Be(0);
        parts.Remove();

        Directory.Exists(job.Parts).Should().BeFalse();
    }

    [Fact]
    public async Task FindAsync_PartOfAnotherDevice_DoesNotCount()
    {
        var (plan, job) = await Jobs.Create(_folder.Path, rows: 10, rowsPerShard: 10);
        await Parts(plan, job, "cuda-float16").AddAsync([.. Jobs.Scored(0, 5)]);

        (await Parts(plan, job).FindAsync(0)).Should().Be(0);
    }

    [Fact]
    public async Task FindAsync_DamagedPart_IsSaidAndRemoved()
    {
        var (plan, job) = await Jobs.Create(_folder.Path, rows: 10, rowsPerShard: 10);
        await Parts(plan, job).AddAsync([.. Jobs.Scored(0, 5)]);
        var path = job.PartsOf(0).Single();
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^9]);

        (await Parts(plan, job).FindAsync(0)).Should().Be(0);

        job.PartsOf(0).Should().BeEmpty();
        _said.ToString().Should().Contain("warning: ").And.Contain(Path.GetFileName(path));
    }

    [Fact]
    public async Task FindAsync_PartOfAnotherShard_DoesNotCount()
    {
        var (plan, job) = await Jobs.Create(_folder.Path, rows: 20, rowsPerShard: 10);
        await Parts(plan, job).AddAsync([.. Jobs.Scored(10, 15)]);

        (await new PartFiles(new ShardFile(plan), job, 0, Jobs.Device, new Messages(quiet: false, _said)).FindAsync(0)).Should().Be(0);
    }

    private PartFiles Parts(JobPlan plan, JobFolder job, string device = Jobs.Device) => new(new ShardFile(plan), job, plan.Shards.Count - 1, device, new Messages(quiet: false, _said));
}
