using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Soft prompts whose archives or pickles ask for too much.</summary>
public sealed class HostileArchiveTests : IDisposable
{
    private static readonly byte[] _storage = MemoryMarshal.AsBytes<float>(new float[12]).ToArray();
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("prompt.pth.tar");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, new[] { 40000, 40000 }, new[] { 0, 0 })]
    [InlineData(12, new[] { 13, 1 }, new[] { 0, 1 })]
    [InlineData(12, new[] { 4, 4 }, new[] { 1, 1 })]
    [InlineData(12, new[] { int.MaxValue, 2 }, new[] { int.MaxValue, int.MaxValue })]
    [InlineData(12, new[] { 2, 3 }, new[] { int.MaxValue, 1 })]
    public void Load_TensorLargerThanItsStorage_IsRefused(int count, int[] size, int[] stride)
    {
        Write(State(p => p.Tensor("FloatStorage", "0", count, 0, size, stride)).Build());

        Loading().Should().Throw<InvalidDataException>().WithMessage("*prompt.pth.tar'*");
    }

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x80 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0x40 })]
    public void Load_SizesAndStridesBeyond64Bits_AreRefused(byte[] number)
    {
        foreach (var place in Enumerable.Range(0, 4))
        {
            Write(State(p => Tensor(p, place, number)).Build());

            Loading().Should().Throw<InvalidDataException>().WithMessage("*prompt.pth.tar'*");
        }
    }

    [Fact]
    public void Load_StorageThatIsNotFinite_IsRefused()
    {
        Write(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])).Build(), data: MemoryMarshal.AsBytes<float>([.. new float[11], float.NaN]).ToArray());

        Loading().Should().Throw<InvalidDataException>().WithMessage("*the context is not finite: number 11 of 12*");
    }

    [Fact]
    public void Load_ContextOfMoreThan16MillionNumbers_IsRefused()
    {
        Write(State(p => p.Tensor("FloatStorage", "0", 1 << 30, 0, [1 << 15, 1 << 15], [1 << 15, 1])).Build());

        Loading().Should().Throw<InvalidDataException>().WithMessage("*must have at most 16777216 numbers*");
    }

    [Fact]
    public void Load_ByteOrderOfManyMegabytes_IsRefusedUnread()
    {
        Write(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])).Build(), byteOrder: new byte[48_000_000]);

        Loading().Should().Throw<InvalidDataException>().WithMessage("*'archive/byteorder' has 48000000 bytes, and 16 are allowed*");
    }

    [Fact]
    public void Load_BigEndianNumbers_AreRefused()
    {
        Write(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])).Build(), byteOrder: "big"u8.ToArray());

        Loading().Should().Throw<InvalidDataException>().WithMessage("*byteorder is not 'little'*");
    }

    [Theory]
    [InlineData('}', "*makes more than 524288 values*")]
    [InlineData(']', "*makes more than 524288 values*")]
    [InlineData('(', "*makes more than 524288 values*")]
    public void Load_AMillionEmptyValues_AreRefused(char opcode, string message)
    {
        Write([0x80, 2, .. Enumerable.Repeat((byte)opcode, 1_000_000), (byte)'.']);

        Loading().Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Load_AMemoOfHundredsOfThousandsOfEntries_IsRefused()
    {
        Write([0x80, 2, (byte)'N', .. Enumerable.Range(0, 600_000).SelectMany(i => (byte[])[(byte)'r', .. BitConverter.GetBytes(i)]), (byte)'.']);

        Loading().Should().Throw<InvalidDataException>().WithMessage("*its memo has more than 524288 entries*");
    }

    [Fact]
    public void Load_PickleOfSixteenMegabytes_IsRefusedUnread()
    {
        Write(new byte[16_000_000]);

        Loading().Should().Throw<InvalidDataException>().WithMessage("*'archive/data.pkl' has 16000000 bytes, and 4194304 are allowed*");
    }

    [Fact]
    public void Load_KeysOfOneHashCode_AreReadInLinearTime()
    {
        // Of k << 32 | k, .NET's hash code is 0 for every k.
        var items = Enumerable.Range(1, 100_000).SelectMany(k => (byte[])[0x8a, 8, .. BitConverter.GetBytes(((long)k << 32) | (uint)k), (byte)'N']);
        Write([0x80, 2, (byte)'}', (byte)'(', .. items, (byte)'u', (byte)'.']);
        var clock = Stopwatch.StartNew();

        Loading().Should().Throw<InvalidDataException>().WithMessage("*has no context*");

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "it takes under a second on an idle machine, and minutes where it is quadratic");
    }

    [Fact]
    public void Load_TextThatIsNoUtf8_IsRefused()
    {
        Write([0x80, 2, (byte)'X', 1, 0, 0, 0, 0xFF, (byte)'.']);

        Loading().Should().Throw<InvalidDataException>().WithMessage("*prompt.pth.tar'*a text is not in UTF-8*");
    }

    [Fact]
    public void Load_CompressedEntry_IsRefusedByName()
    {
        Write(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])).Build(), level: CompressionLevel.SmallestSize);

        Loading().Should().Throw<InvalidDataException>().WithMessage("*'archive/data.pkl' is compressed or encrypted*");
    }

    [Fact]
    public void Load_OneNameTwice_IsRefused()
    {
        using (var zip = ZipFile.Open(Path, ZipArchiveMode.Create))
        {
            Add(zip, "archive/data.pkl", [0x80, 2, (byte)'N', (byte)'.'], CompressionLevel.NoCompression);
            Add(zip, "archive/data.pkl", [0x80, 2, (byte)'N', (byte)'.'], CompressionLevel.NoCompression);
        }

        Loading().Should().Throw<InvalidDataException>().WithMessage("*is a broken zip: it has 'archive/data.pkl' twice*");
    }

    [Theory]
    [InlineData("data/0", "'archive/data/0' is not within the file")]
    [InlineData("data.pkl", "'archive/data/0' overlaps another entry")]
    public void Load_EntryThatClaimsFourGigabytes_IsRefused(string name, string message)
    {
        Write(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])).Build());
        var bytes = File.ReadAllBytes(Path);
        var entry = bytes.AsSpan().LastIndexOf(System.Text.Encoding.ASCII.GetBytes("archive/" + name)) - 46;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 20), 0xFFFFFFFE);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(entry + 24), 0xFFFFFFFE);
        File.WriteAllBytes(Path, bytes);

        Loading().Should().Throw<InvalidDataException>().WithMessage($"*is a broken zip: {message}*");
    }

    [Fact]
    public void Load_ArchiveCutAnywhere_IsRefused()
    {
        Write(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])).Build());
        var bytes = File.ReadAllBytes(Path);
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(Path, bytes[..length]);

            Loading().Should().Throw<InvalidDataException>($"{length} bytes are left").WithMessage("*prompt.pth.tar'*");
        }
    }

    [Fact]
    public void Load_EveryByteChanged_IsRefusedOrRead()
    {
        Write(State(p => p.Tensor("FloatStorage", "0", 12, 0, [3, 4], [4, 1])).Build());
        var bytes = File.ReadAllBytes(Path);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var change in new byte[] { 0x01, 0x80, 0xFF })
            {
                bytes[at] ^= change;
                File.WriteAllBytes(Path, bytes);
                bytes[at] ^= change;
                try
                {
                    SoftPromptFile.Load(Path).Dispose();
                }
                catch (InvalidDataException e)
                {
                    e.Message.Should().Contain("prompt.pth.tar").And.Match(message => message.Length < 1000);
                }
            }
        }
    }

    private static PickleBuilder State(Action<PickleBuilder> context) => new PickleBuilder().Dict(("ctx", context));

    /// <summary>A tensor one of whose numbers (offset, first size, first stride, count) is a long.</summary>
    private static void Tensor(PickleBuilder p, int place, byte[] number)
    {
        p.Global("torch._utils", "_rebuild_tensor_v2").Op(PickleOpcode.Mark)
            .Op(PickleOpcode.Mark).Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu");
        Number(3, 12).Op(PickleOpcode.Tuple, PickleOpcode.BinPersId);
        Number(0, 0).Op(PickleOpcode.Mark);
        Number(1, 3).Int(4).Op(PickleOpcode.Tuple, PickleOpcode.Mark);
        Number(2, 4).Int(1).Op(PickleOpcode.Tuple).Op(PickleOpcode.NewFalse).OrderedDict().Op(PickleOpcode.Tuple, PickleOpcode.Reduce);

        PickleBuilder Number(int at, int usual) => at == place ? p.Op(PickleOpcode.Long1).Raw(8).Raw(number) : p.Int(usual);
    }

    private void Write(byte[] pickle, byte[]? data = null, byte[]? byteOrder = null, CompressionLevel level = CompressionLevel.NoCompression)
    {
        File.Delete(Path);
        using var zip = ZipFile.Open(Path, ZipArchiveMode.Create);
        Add(zip, "archive/data.pkl", pickle, level);
        if (byteOrder is not null)
        {
            Add(zip, "archive/byteorder", byteOrder, level);
        }
        Add(zip, "archive/data/0", data ?? _storage, level);
    }

    private static void Add(ZipArchive zip, string name, byte[] data, CompressionLevel level)
    {
        using var stream = zip.CreateEntry(name, level).Open();
        stream.Write(data);
    }

    private Action Loading() => () => SoftPromptFile.Load(Path).Dispose();
}
