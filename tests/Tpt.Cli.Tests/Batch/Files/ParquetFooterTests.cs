using System.Buffers.Binary;
using Tpt.Cli.Batch.Files;
using Tpt.Cli.Tests.Batch.Support;
using Tpt.Cli.Tests.Support;

namespace Tpt.Cli.Tests.Batch.Files;

/// <summary>The reader of Parquet believes a footer. These held it for ever, or ended the process; each is to be an error at once.</summary>
public sealed class ParquetFooterTests : IDisposable
{
    /// <summary>Thrift's compact protocol: a field, its number one more than that of the field before, and its type.</summary>
    private const byte Number32 = 0x15, Text = 0x18, List = 0x19;

    /// <summary>As many as a list can say that it has: 2,147,483,647.</summary>
    private static readonly byte[] _most = [0xFF, 0xFF, 0xFF, 0xFF, 0x07];

    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, byte[], string> Footers => new()
    {
        { "a number that does not end", [Number32, 0x80], "ends within a value" },
        { "a number of more bits than it may have", [Number32, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0x00], "more than 32 bits" },
        { "a structure that the reader cannot skip", [0xFC, 0x15, 0x02], "a structure that Parquet does not have there" },
        { "numbers that another type is said of", [Number32, 0x02, Number32, 0x80], "field 2 of its footer is of type Int32, but should be of List" },
        { "a list longer than the footer", [Number32, 0x02, List, 0xFC, .. _most, 0x80], "2147483647 bytes or values where 1 bytes are left" },
        { "a text longer than the footer", [Number32, 0x02, 0x58, .. _most], "2147483647 bytes or values where 0 bytes are left" },
        { "truths that take no bytes, 200 times 2,147,483,647", [.. Enumerable.Repeat<byte[]>([0x09, 0x64, 0xF1, .. _most], 200).SelectMany(bytes => bytes), 0], "where" },
        { "lists in lists", [0x09, 0x64, .. Enumerable.Repeat<byte>(List, 1_000_000)], "a list of type 9 at level" },
        { "groups in groups", [Number32, 0x02, List, 0xFC, 0xC0, 0x84, 0x3D, .. Enumerable.Repeat<byte[]>([0x48, 0x01, (byte)'g', Number32, 0x02, 0x00], 1_000_000).SelectMany(bytes => bytes), 0], "more than 100 levels" },
        { "nothing", [], "its footer 0" },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Footers))]
    public async Task OpenAsync_FooterThatHoldsTheReader_IsDamaged(string what, byte[] footer, string fault)
    {
        (await FluentActions.Awaiting(() => Open(WithFooter(footer))).Should().ThrowAsync<InvalidDataException>(what))
            .Which.Message.Should().Match("'list.parquet' is no Parquet file that can be read, or damaged: *. Write it again, or copy it again from where it is whole.").And.Contain(fault);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(1 << 26)]
    public async Task OpenAsync_FooterLongerThanTheFile_IsDamaged(int length)
    {
        var bytes = WithFooter([0]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.Length - 8), length);

        await FluentActions.Awaiting(() => Open(bytes)).Should().ThrowAsync<InvalidDataException>().WithMessage(FormattableString.Invariant($"*it has 13 bytes, and its footer {length}; one of 1 to 1 can be read*"));
    }

    [Fact]
    public async Task OpenAsync_FieldsThatALaterParquetMayHave_AreSkipped()
    {
        // A field that a later Parquet may have, at the end of the footer: a number, a text, a list of numbers.
        var bytes = await Manifest();
        var footer = FooterOf(bytes);
        footer[^1].Should().Be(0);

        await Open([.. bytes[..^(footer.Length + 8)], .. Tail([.. footer[..^1], 0x05, 0x64, 0x02, Text, 0x01, (byte)'x', List, 0x25, 0x02, 0x04, 0x00])]);
    }

    [Fact]
    public async Task ReadTextsAsync_AnyDamagedFooter_EndsSoon()
    {
        var whole = await Manifest();
        var (start, random) = (whole.Length - 8 - FooterOf(whole).Length, new Random(4));
        var (read, damaged) = (0, 0);
        for (var round = 0; round < 6000; round++)
        {
            var bytes = Damaged(whole, start, random);
            try
            {
                await Open(bytes);
                read++;
            }
            catch (InvalidDataException)
            {
                damaged++;
            }
        }
        (read > 100, damaged > 1000).Should().Be((true, true), "of 6,000 files {0} were read and {1} were not", read, damaged);
    }

    private static byte[] Damaged(byte[] whole, int start, Random random)
    {
        byte[] bytes = [.. whole];
        for (var change = random.Next(1, 5); change > 0; change--)
        {
            var at = random.Next(4) == 0 ? random.Next(start) : random.Next(start, bytes.Length - 4);
            bytes[at] = random.Next(4) switch
            {
                0 => (byte)(bytes[at] ^ (1 << random.Next(8))),
                1 => 0xFF,
                2 => 0,
                _ => (byte)random.Next(256),
            };
        }
        return random.Next(8) == 0 ? [.. bytes[..start], .. Tail(bytes[start..random.Next(start, bytes.Length - 8)])] : bytes;
    }

    /// <summary>Opens it and reads all. A reader that goes on for ever is left to itself.</summary>
    private static async Task Open(byte[] bytes) => await Task.Run(async () =>
    {
        await using var source = await ParquetSource.OpenAsync("list.parquet", isSealed: false, new MemoryStream(bytes));
        for (var group = 0; group < source.GroupCount; group++)
        {
            await source.ReadTextsAsync(group, "path");
        }
    }).WaitAsync(_longest);

    private async Task<byte[]> Manifest()
    {
        await Jobs.Create(_folder.Path, rows: 20, rowsPerShard: 10);
        return await File.ReadAllBytesAsync(_folder["manifest.parquet"]);
    }

    private static byte[] FooterOf(byte[] bytes) => bytes[^(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(bytes.Length - 8)) + 8)..^8];

    private static byte[] WithFooter(byte[] footer) => [.. "PAR1"u8, .. Tail(footer)];

    private static byte[] Tail(byte[] footer)
    {
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, footer.Length);
        return [.. footer, .. length, .. "PAR1"u8];
    }
}
