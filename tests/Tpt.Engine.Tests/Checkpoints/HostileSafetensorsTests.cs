using System.Diagnostics;
using System.Globalization;
using System.Text;
using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Safetensors files that ask for too much, or that change while they are read.</summary>
public sealed class HostileSafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("weights.safetensors");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string> Headers => new()
    {
        { """{"\ud800": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}""", "*half a surrogate pair*" },
        { """{"a": {"dtype": "\udc00", "shape": [2], "data_offsets": [0, 8]}}""", "*half a surrogate pair*" },
        { """{"a": {"\ud800": 1}}""", "*half a surrogate pair*" },
        { """{"a": {"dtype": "F32", "shape": [0, 4611686018427387904, 4611686018427387904], "data_offsets": [0, 0]}}""", "*tensor 'a' of dtype F32 and shape [0, 4611686018427387904, 4611686018427387904] has 0 bytes*" },
        { """{"a": {"dtype": "F32", "shape": [9223372036854775807, 0, 3], "data_offsets": [0, 0]}}""", "*tensor 'a' of dtype F32*has 0 bytes*" },
        { """{"a": {"dtype": "F32", "shape": [1, 1, 1, 1, 1, 1, 1, 1, 2], "data_offsets": [0, 8]}}""", "*tensor 'a' has 9 dimensions; a tensor of a model has at most 8*" },
        { """{"a": {"dtype": "F32", "shape": [1e3], "data_offsets": [0, 8]}}""", "*tensor 'a' lacks*" },
        { """{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 99999999999999999999]}}""", "*tensor 'a' lacks*" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Open_HeaderThatNoWriterMakes_SaysWhere(string header, string message)
    {
        SafetensorsWriter.Write(Path, header, new byte[16]);

        Open().Should().Throw<InvalidDataException>().WithMessage($"'*weights.safetensors' is not a valid safetensors file: {message}");
    }

    [Fact]
    public void Open_NameThatIsNoUtf8_SaysSo()
    {
        var header = "{\"a?\": {\"dtype\": \"F32\", \"shape\": [2], \"data_offsets\": [0, 8]}}"u8.ToArray();
        header[3] = 0xFF;
        File.WriteAllBytes(Path, [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. new byte[8]]);

        Open().Should().Throw<InvalidDataException>().WithMessage("*its header is no JSON: It is not in UTF-8*");
    }

    [Fact]
    public void Open_HeaderOfAHundredMegabytes_IsRefusedUnread()
    {
        using (var file = File.Create(Path))
        {
            file.Write(BitConverter.GetBytes(99_000_000UL));
            file.SetLength(99_000_100);
        }

        Quickly(Open()).Should().Throw<InvalidDataException>().WithMessage("*its header has 99000000 bytes; that of a model has at most 4194304*");
    }

    [Fact]
    public void Open_AShapeOfMillionsOfZeros_IsRefusedInFewWords()
    {
        var zeros = new StringBuilder("0").Insert(1, ",0", 2_000_000);
        SafetensorsWriter.Write(Path, $"{{\"a\": {{\"dtype\": \"F32\", \"shape\": [{zeros}], \"data_offsets\": [0, 0]}}}}", []);

        Quickly(Open()).Should().Throw<InvalidDataException>().WithMessage("*has 2000001 dimensions*").Which.Message.Length.Should().BeLessThan(300);
    }

    [Fact]
    public void Open_MoreTensorsThanAModelHas_IsRefused()
    {
        var entries = Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"{i}\": {{\"dtype\": \"U8\", \"shape\": [0], \"data_offsets\": [0, 0]}}"));
        SafetensorsWriter.Write(Path, $"{{{string.Join(',', entries)}}}", []);

        Quickly(Open()).Should().Throw<InvalidDataException>().WithMessage("*it has 20000 tensors; a model has at most 16384*");
    }

    [Fact]
    public void Open_AnEndlessName_IsCutInTheMessage()
    {
        SafetensorsWriter.Write(Path, $"{{\"{new string('n', 1_000_000)}\": 3}}", []);

        Open().Should().Throw<InvalidDataException>().WithMessage("*nnn…' lacks*").Which.Message.Length.Should().BeLessThan(500);
    }

    [Fact]
    public void Read_FileShortenedAfterItWasOpened_IsAnError()
    {
        SafetensorsWriter.Write(Path, new Dictionary<string, Tensor> { ["a"] = ones(100_000), ["b"] = ones(100_000) });
        using var file = SafetensorsFile.Open(Path);
        if (OpenFiles.RefuseWriters(Path))
        {
            return;
        }
        using (var writer = Writer())
        {
            writer.SetLength(500_000);
        }

        file.Read("a").Dispose();

        file.Invoking(f => f.Read("b")).Should().Throw<InvalidDataException>().WithMessage("'*weights.safetensors' ends at byte 500000. It had * bytes when it was opened*");
        file.Invoking(f => f.Fingerprint()).Should().Throw<InvalidDataException>().WithMessage("*ends at byte 500000*");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Fingerprint_FileWrittenToAfterItWasOpened_IsAnError(int longer)
    {
        SafetensorsWriter.Write(Path, new Dictionary<string, Tensor> { ["a"] = ones(10) });
        File.SetLastWriteTimeUtc(Path, DateTime.UtcNow.AddMinutes(-1));
        using var file = SafetensorsFile.Open(Path);
        if (OpenFiles.RefuseWriters(Path))
        {
            return;
        }
        using (var writer = Writer())
        {
            writer.Position = writer.Length - 4;
            writer.Write(new byte[4 + longer]);
        }

        file.Invoking(f => f.Fingerprint()).Should().Throw<InvalidDataException>().WithMessage("'*weights.safetensors' was changed while it was read*");
    }

    /// <summary>Sparse, so that it takes no room on the disk; in memory it takes 2 GiB.</summary>
    [Fact]
    public void Read_TensorOfMoreThanTwoGigabytes_GivesItsLastBytes()
    {
        const long Length = (1L << 31) + 16;
        SafetensorsWriter.Write(Path, string.Create(CultureInfo.InvariantCulture, $"{{\"a\": {{\"dtype\": \"F64\", \"shape\": [{Length / 8}], \"data_offsets\": [0, {Length}]}}}}"), []);
        using (var writer = Writer())
        {
            writer.SetLength(writer.Length + Length);
            writer.Position = writer.Length - 8;
            writer.Write(BitConverter.GetBytes(2.5));
        }
        using var file = SafetensorsFile.Open(Path);

        using var tensor = file.Read("a");

        tensor.shape.Should().Equal(Length / 8);
        using var last = tensor.narrow(0, (Length / 8) - 2, 2);
        last.data<double>().ToArray().Should().Equal(0, 2.5);
    }

    private static Action Quickly(Action action) => () =>
    {
        var clock = Stopwatch.StartNew();
        try
        {
            action();
        }
        finally
        {
            clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "it takes under a second on an idle machine, and minutes where it is quadratic");
        }
    };

    /// <summary>As a program writes that knows nothing of this one's locks.</summary>
    private FileStream Writer() => new(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);

    private Action Open() => () => SafetensorsFile.Open(Path).Dispose();
}
