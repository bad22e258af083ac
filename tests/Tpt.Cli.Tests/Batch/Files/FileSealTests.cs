using Tpt.Cli.Batch.Files;
using Tpt.Cli.Batch.Shards;
using Tpt.Cli.Tests.Batch.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Files;

public sealed class FileSealTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Check_AnyByteThatIsAnother_Throws()
    {
        var bytes = await Sealed();
        FileSeal.Check(new MemoryStream(bytes), "whole");

        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x20;
            FluentActions.Invoking(() => FileSeal.Check(new MemoryStream(bytes), "damaged")).Should().Throw<InvalidDataException>("byte {0} is another", i);
            bytes[i] ^= 0x20;
        }
    }

    [Fact]
    public async Task Check_FileThatIsCut_Throws()
    {
        var bytes = await Sealed();

        for (var length = 0; length < bytes.Length; length++)
        {
            FluentActions.Invoking(() => FileSeal.Check(new MemoryStream(bytes[..length]), "cut")).Should().Throw<InvalidDataException>("it has {0} bytes", length);
        }
    }

    [Fact]
    public async Task OpenAsync_SealedFile_IsParquetForOthersToo()
    {
        var path = _folder["sealed.parquet"];
        await File.WriteAllBytesAsync(path, await Sealed());

        await using var reader = await Parquet.ParquetReader.CreateAsync(path);

        reader.CustomMetadata[FileSeal.Key].Should().MatchRegex("^[0-9a-f]{64}$").And.NotBe(FileSeal.Empty);
        reader.Schema.GetDataFields().Select(field => field.Name).Should().StartWith(["id", "path", "label", "error", "views", "adapted", "fallback", "predicted", "score"]);
    }

    private async Task<byte[]> Sealed()
    {
        var (plan, job) = await Jobs.Create(_folder.Path, rows: 3, rowsPerShard: 3);
        await Jobs.PublishShard(plan, job, 0);
        return await File.ReadAllBytesAsync(job.ShardPath(0));
    }
}
