using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using TorchSharp;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Weights in archives that ask for too much. Each is refused within a second on an idle machine, in little memory.</summary>
public sealed class HostileCheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("pytorch_model.bin");

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, byte[], string> Pickles => new()
    {
        { "os.system", new PickleBuilder().Global("posix", "system").Text("echo").Op(PickleOpcode.Tuple1, PickleOpcode.Reduce).Build(), "*the global posix.system. It is refused, since a pickle can run code*" },
        { "eval beside weights", new PickleBuilder().Dict(("a", p => p.Tensor("FloatStorage", "0", 1, 0, [1], [1])), ("b", p => p.Global("__builtin__", "eval").Text("1").Op(PickleOpcode.Tuple1, PickleOpcode.Reduce))).Build(), "*the global __builtin__.eval*" },
        { "getattr", new PickleBuilder().Global("__builtin__", "getattr").Build(), "*the global __builtin__.getattr*" },
        { "runpy", new PickleBuilder().Global("torch.jit._script", "load").Build(), "*the global torch.jit._script.load*" },
        { "a list in itself", [0x80, 2, (byte)']', (byte)'q', 0, (byte)'h', 0, (byte)'a', (byte)'.'], "*holds no state dictionary, but a list*" },
        { "a dictionary in itself", new PickleBuilder().Op(PickleOpcode.EmptyDict, PickleOpcode.BinPut).Raw(0).Text("state_dict").Op(PickleOpcode.BinGet).Raw(0).Op(PickleOpcode.SetItem).Build(), "*has no tensors by name, only state_dict*" },
        { "a million lists in each other", [0x80, 2, .. Enumerable.Repeat((byte)']', 1_000_000), .. Enumerable.Repeat((byte)'a', 999_999), (byte)'.'], "*makes more than 524288 values*" },
        { "400,000 lists in each other", [0x80, 2, .. Enumerable.Repeat((byte)']', 400_000), .. Enumerable.Repeat((byte)'a', 399_999), (byte)'.'], "*holds no state dictionary, but a list*" },
        { "a text of 2 GB", [0x80, 2, (byte)'X', 0xff, 0xff, 0xff, 0x7f, (byte)'a'], "*it ends in the middle*" },
        { "a storage of 2^62 numbers", new PickleBuilder().Dict(("a", p => p.Global("torch._utils", "_rebuild_tensor_v2").Op(PickleOpcode.Mark)
            .Op(PickleOpcode.Mark).Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu").Op(PickleOpcode.Long1).Raw(8, 0, 0, 0, 0, 0, 0, 0, 0x40).Op(PickleOpcode.Tuple, PickleOpcode.BinPersId)
            .Int(0).Tuple(int.MaxValue, int.MaxValue).Tuple(1, 1).Op(PickleOpcode.NewFalse).OrderedDict().Op(PickleOpcode.Tuple, PickleOpcode.Reduce))).Build(), "*tensor 'a'*'weights/data/0'*" },
        { "a tensor of 100,000 dimensions", ManyDimensions(), "*a tensor has 100000 dimensions; that of a model has at most 8*" },
        { "an empty tensor whose other sizes overflow", new PickleBuilder().Dict(("a", p => p.Tensor("FloatStorage", "0", 1, 0, [0, int.MaxValue, int.MaxValue, int.MaxValue], [1, 1, 1, 1]))).Build(), "*tensor 'a'*is larger than its storage of 1*" },
        { "more tensors than a model has", ManyTensors(20_000), "*it has 20000 tensors; a model has at most 16384*" },
        { "a name of a megabyte", new PickleBuilder().Dict((new string('n', 1_000_000), p => p.Tensor("FloatStorage", "0", 1, 0, [1], [1]))).Build(), "*the name of a tensor has 1000000 characters*" },
    };

    [Theory]
    [MemberData(nameof(Pickles))]
    public void Open_PickleThatAsksForTooMuch_IsRefused(string what, byte[] pickle, string message)
    {
        Write([("weights/data.pkl", pickle), ("weights/data/0", new byte[4])]);

        Refused(message, what);
    }

    [Fact]
    public void Open_ZipBomb_IsRefusedUnread()
    {
        using (var zip = ZipFile.Open(Path, ZipArchiveMode.Create))
        {
            using var stream = zip.CreateEntry("weights/data.pkl", CompressionLevel.SmallestSize).Open();
            stream.Write(new byte[50_000_000]);
        }

        Refused("*'weights/data.pkl' is compressed or encrypted*");
    }

    [Fact]
    public void Open_AMillionEntries_AreRefusedUnread()
    {
        using (var file = File.Create(Path))
        {
            file.Write([(byte)'P', (byte)'K', 3, 4]);
            file.SetLength(47_000_000);
            file.Position = file.Length;
            var end = new byte[22];
            BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054b50);
            BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), 46_999_000);
            file.Write(end);
        }

        Refused("*its directory has 46999000 bytes, and 4194304 are allowed*");
    }

    [Fact]
    public void Open_EntriesThatShareTheirBytes_AreRefused()
    {
        Write([("weights/data.pkl", ManyTensors(2)), ("weights/data/0", new byte[4000]), ("weights/data/1", new byte[4000])]);
        var bytes = File.ReadAllBytes(Path);
        var directory = bytes.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var second = bytes.AsSpan(directory).LastIndexOf("weights/data/1"u8) + directory - 46;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(second + 42), BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(second + 42)) - 1000);
        File.WriteAllBytes(Path, bytes);

        Refused("*is a broken zip: 'weights/data/1' overlaps another entry*");
    }

    [Fact]
    public void Open_ArchiveCutOrChangedAnywhere_IsRefusedOrRead()
    {
        TorchArchiveWriter.Write(Path, new Dictionary<string, Tensor> { ["module.a"] = ones(3, 4), ["module.b"] = ones(2) }, TorchStorageLayout.Window);
        var bytes = File.ReadAllBytes(Path);
        for (var at = 0; at < bytes.Length; at++)
        {
            TryOpen(bytes[..at]);
            foreach (var change in new byte[] { 0x01, 0x80, 0xFF })
            {
                bytes[at] ^= change;
                TryOpen(bytes);
                bytes[at] ^= change;
            }
        }
    }

    [Fact]
    public void Read_FileShortenedAfterItWasOpened_IsAnError()
    {
        TorchArchiveWriter.Write(Path, new Dictionary<string, Tensor> { ["a"] = ones(100_000) });
        using var checkpoint = TorchCheckpoint.Open(Path);
        if (OpenFiles.RefuseWriters(Path))
        {
            return;
        }
        using (var writer = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            writer.SetLength(200_000);
        }

        checkpoint.Invoking(c => c.Read("a")).Should().Throw<InvalidDataException>();
        checkpoint.Invoking(c => c.Fingerprint()).Should().Throw<InvalidDataException>().WithMessage("*ends at byte 200000*");
    }

    /// <summary>1,300 tensors with the state of AdamW, which has three more for each, as at the end of an epoch of ViT-H-14.</summary>
    [Fact]
    public void Open_TrainingCheckpointOfTheLargestModels_IsWithinTheLimits()
    {
        var writer = new TorchArchiveWriter();
        var one = new Dictionary<string, Tensor> { ["x"] = ones(1) };
        var names = Enumerable.Range(0, 1300).Select(i => $"module.visual.transformer.resblocks.{i}.attn.in_proj_weight").ToArray();
        Action<PickleBuilder> Tensor(Dictionary<string, Tensor> tensors) => writer.Items(tensors).Single().Value;
        writer.Save(Path, new PickleBuilder().Dict(
            ("epoch", p => p.Int(3)),
            ("state_dict", p => p.StateDict(names.Select(name => (name, Tensor(one))))),
            ("optimizer", p => p.Dict(("state", q =>
            {
                q.Op(PickleOpcode.EmptyDict, PickleOpcode.Mark);
                for (var i = 0; i < names.Length; i++)
                {
                    q.Int(i).Dict(("step", Tensor(one)), ("exp_avg", Tensor(one)), ("exp_avg_sq", Tensor(one)));
                }
                q.Op(PickleOpcode.SetItems);
            })))));

        using var checkpoint = WeightFiles.Open(Path);

        checkpoint.Names.Should().HaveCount(1300).And.Contain("visual.transformer.resblocks.7.attn.in_proj_weight");
    }

    /// <summary>One tuple of 100,000 sizes, which is remembered and stands in 20 tensors.</summary>
    private static byte[] ManyDimensions()
    {
        var pickle = new PickleBuilder().Tuple([.. Enumerable.Repeat(1, 100_000)]).Op(PickleOpcode.BinPut).Raw(1);
        return pickle.Dict([.. Enumerable.Range(0, 20).Select(i => ($"t{i}", (Action<PickleBuilder>)(p => p.Global("torch._utils", "_rebuild_tensor_v2").Op(PickleOpcode.Mark)
            .Op(PickleOpcode.Mark).Text("storage").Global("torch", "FloatStorage").Text("0").Text("cpu").Int(1).Op(PickleOpcode.Tuple, PickleOpcode.BinPersId)
            .Int(0).Op(PickleOpcode.BinGet).Raw(1).Op(PickleOpcode.BinGet).Raw(1).Op(PickleOpcode.NewFalse).OrderedDict().Op(PickleOpcode.Tuple, PickleOpcode.Reduce))))]).Build();
    }

    private static byte[] ManyTensors(int count)
    {
        var pickle = new PickleBuilder().Tensor("FloatStorage", "0", 1, 0, [1], [1]).Op(PickleOpcode.BinPut).Raw(1);
        return pickle.Dict([.. Enumerable.Range(0, count).Select(i => ($"t{i}", (Action<PickleBuilder>)(p => p.Op(PickleOpcode.BinGet).Raw(1))))]).Build();
    }

    private void TryOpen(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        try
        {
            using var scope = NewDisposeScope();
            using var tensors = WeightFiles.Open(Path);
            foreach (var name in tensors.Names)
            {
                tensors.Read(name).shape.Should().Equal(tensors.ShapeOf(name));
            }
        }
        catch (InvalidDataException e)
        {
            e.Message.Should().Contain("pytorch_model.bin").And.Match(message => message.Length < 2000);
        }
    }

    private void Write((string Name, byte[] Data)[] entries)
    {
        using var zip = ZipFile.Open(Path, ZipArchiveMode.Create);
        foreach (var (name, data) in entries)
        {
            using var stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
            stream.Write(data);
        }
    }

    private void Refused(string message, string because = "")
    {
        var (clock, allocated) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());

        this.Invoking(_ => WeightFiles.Open(Path).Dispose()).Should().Throw<InvalidDataException>(because).WithMessage("*pytorch_model.bin'*").WithMessage(message)
            .Which.Message.Length.Should().BeLessThan(2000);

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "it takes under a second on an idle machine, and minutes where it is quadratic");
        (GC.GetAllocatedBytesForCurrentThread() - allocated).Should().BeLessThan(300_000_000);
    }
}
