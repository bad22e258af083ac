using Parquet;
using Parquet.Schema;
using Tpt.Cli.Batch.Files;
using Tpt.Cli.Tests.Batch.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Files;

/// <summary>A file that is damaged stays so; a disk that refuses a read may give it the next time. Who takes one for the other throws a job away, or tries for ever.</summary>
public sealed class ParquetSourceTests : IDisposable
{
    /// <summary>A regular file of 4,096 bytes by its length, of which Linux reads none: a loopback device has no speed.</summary>
    public const string Unreadable = "/sys/class/net/lo/speed";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ReadTextsAsync_DiskRefusesARead_IsNoFaultOfTheFile(bool isSealed)
    {
        var bytes = await Manifest();
        var whole = new RefusingStream(bytes, int.MaxValue);
        (await Read(whole, isSealed)).Should().HaveCount(20);
        whole.Reads.Should().BeGreaterThan(3);

        for (var after = 0; after < whole.Reads; after++)
        {
            (await FluentActions.Awaiting(() => Read(new RefusingStream(bytes, after), isSealed)).Should().ThrowAsync<IOException>("the read {0} was refused", after))
                .Which.Message.Should().Contain(RefusingStream.Message.TrimEnd('.'));
        }
    }

    [Fact]
    public async Task OpenAsync_FileThatTheSystemCannotRead_IsNoFaultOfTheFile()
        => await FluentActions.Awaiting(() => ParquetSource.OpenAsync(Unreadable, isSealed: false)).Should().ThrowAsync<IOException>().WithMessage($"*'{Unreadable}' could not be read: *Try again*");

    [Fact]
    public async Task ReadTextsAsync_FileThatIsCutOrChanged_IsDamaged()
    {
        var bytes = await Manifest();
        var footer = BitConverter.ToInt32(bytes, bytes.Length - 8);
        byte[] far = [.. bytes];
        BitConverter.TryWriteBytes(far.AsSpan(bytes.Length - 8), bytes.Length + 1).Should().BeTrue();
        byte[][] damaged = [[], bytes[..7], bytes[..^1], bytes[..(bytes.Length / 2)], far, [.. bytes[..4], .. new byte[bytes.Length - footer - 12], .. bytes[^(footer + 8)..]]];

        foreach (var one in damaged)
        {
            await FluentActions.Awaiting(() => Read(new MemoryStream(one), isSealed: false)).Should().ThrowAsync<InvalidDataException>().WithMessage("*is no Parquet file that can be read, or damaged: *");
        }
    }

    [Theory]
    [InlineData(CompressionMethod.Snappy)]
    [InlineData(CompressionMethod.Gzip)]
    [InlineData(CompressionMethod.Brotli)]
    [InlineData(CompressionMethod.Zstd)]
    [InlineData(CompressionMethod.Lz4Raw)]
    public async Task ReadTextsAsync_CompressedBytesThatAreOthers_AreDamaged(CompressionMethod compression)
    {
        var bytes = await Compressed(compression);
        (await Read(new MemoryStream(bytes), isSealed: false)).Should().HaveCount(500);
        var pages = bytes.Length - 8 - BitConverter.ToInt32(bytes, bytes.Length - 8);
        // Behind the header of the first page.
        for (var i = 60; i < pages; i++)
        {
            bytes[i] ^= 0xFF;
        }

        await FluentActions.Awaiting(() => Read(new MemoryStream(bytes), isSealed: false)).Should().ThrowAsync<InvalidDataException>();
    }

    private async Task<byte[]> Manifest()
    {
        await Jobs.Create(_folder.Path, rows: 20, rowsPerShard: 10);
        return await File.ReadAllBytesAsync(_folder["manifest.parquet"]);
    }

    private static async Task<byte[]> Compressed(CompressionMethod compression)
    {
        var field = new DataField("path", typeof(string), isNullable: true);
        using var stream = new MemoryStream();
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(field), stream, new ParquetOptions { CompressionMethod = compression }))
        {
            using var group = writer.CreateRowGroup();
            await group.WriteAsync(field, (string[])[.. Enumerable.Range(0, 500).Select(i => FormattableString.Invariant($"pictures/{i}.png"))]);
        }
        return stream.ToArray();
    }

    private static async Task<IReadOnlyList<string?>> Read(Stream bytes, bool isSealed)
    {
        await using var source = await ParquetSource.OpenAsync("list.parquet", isSealed, bytes);
        List<string?> texts = [];
        for (var group = 0; group < source.GroupCount; group++)
        {
            texts.AddRange(await source.ReadTextsAsync(group, "path"));
        }
        return texts;
    }
}
