using System.Globalization;
using System.IO.Compression;
using Tpt.Engine.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Writes the archives of <c>torch.save</c> and <c>torch.jit.save</c>.</summary>
internal sealed class TorchArchiveWriter(TorchStorageLayout layout = TorchStorageLayout.Own)
{
    private readonly List<(string Key, byte[] Data)> _storages = [];

    /// <summary>A state dictionary, as <c>torch.save(model.state_dict(), path)</c>.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, TorchStorageLayout layout = TorchStorageLayout.Own)
    {
        var writer = new TorchArchiveWriter(layout);
        writer.Save(path, new PickleBuilder().StateDict(writer.Items(tensors)));
    }

    /// <summary>A module of TorchScript, as <c>torch.jit.save(module, path)</c>: a tree of objects, and code that nobody reads.</summary>
    public static void WriteScripted(string path, IReadOnlyDictionary<string, Tensor> tensors, params (string Name, int Value)[] integers)
    {
        var writer = new TorchArchiveWriter();
        writer.Save(path, writer.Scripted(new PickleBuilder(), [.. tensors.Select(tensor => (tensor.Key, tensor.Value))], integers), Code);
    }

    /// <summary>The tensors as values of a dictionary; their numbers are written with the archive.</summary>
    public IEnumerable<(string Key, Action<PickleBuilder> Value)> Items(IReadOnlyDictionary<string, Tensor> tensors)
        => tensors.Select(tensor => (tensor.Key, (Action<PickleBuilder>)(pickle => Add(pickle, tensor.Value))));

    public void Save(string path, PickleBuilder pickle, params (string Name, byte[] Data)[] others)
    {
        File.Delete(path);
        File.WriteAllBytes(path, Build(pickle, others));
    }

    public byte[] Build(PickleBuilder pickle, params (string Name, byte[] Data)[] others)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, "weights/data.pkl", pickle.Build(), CompressionLevel.NoCompression);
            Add(zip, "weights/byteorder", [.. "little"u8], CompressionLevel.NoCompression);
            _storages.ForEach(storage => Add(zip, $"weights/data/{storage.Key}", storage.Data, CompressionLevel.NoCompression));
            Array.ForEach(others, other => Add(zip, $"weights/{other.Name}", other.Data, CompressionLevel.SmallestSize));
            Add(zip, "weights/version", [.. "3\n"u8], CompressionLevel.NoCompression);
        }
        return stream.ToArray();
    }

    /// <summary>What torch.jit.save compresses.</summary>
    private static (string Name, byte[] Data)[] Code =>
    [
        ("code/__torch__/clip/model.py", [.. Enumerable.Repeat((byte)'#', 400)]),
        ("constants.pkl", [0x80, 2, (byte)')', (byte)'.']),
    ];

    private void Add(PickleBuilder pickle, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var contiguous = tensor.detach().cpu().contiguous();
        var (shape, strides, offset) = (Ints(tensor.shape), Ints(contiguous.stride()), 0);
        var size = (int)contiguous.element_size();
        byte[] data;
        switch (layout)
        {
            case TorchStorageLayout.Transposed when shape.Length == 2:
                data = contiguous.t().contiguous().bytes.ToArray();
                strides = [1, shape[0]];
                break;
            case TorchStorageLayout.Window:
                data = [.. new byte[5 * size], .. contiguous.bytes, .. new byte[7 * size]];
                offset = 5;
                break;
            case TorchStorageLayout.EveryThird:
                data = stack([contiguous, zeros_like(contiguous), zeros_like(contiguous)], -1).contiguous().bytes.ToArray();
                strides = Array.ConvertAll(strides, stride => 3 * stride);
                break;
            default:
                data = contiguous.bytes.ToArray();
                break;
        }
        var key = _storages.Count.ToString(CultureInfo.InvariantCulture);
        _storages.Add((key, data));
        pickle.Tensor(StorageOf(tensor.dtype), key, data.Length / size, offset, shape, strides);
    }

    /// <summary>An object whose attributes are tensors, what every module has, and further objects: <c>a.b</c> is the attribute b of the attribute a.</summary>
    private PickleBuilder Scripted(PickleBuilder pickle, (string Name, Tensor Tensor)[] tensors, (string Name, int Value)[] integers)
    {
        pickle.Global("__torch__.clip.model", "Module").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj, PickleOpcode.EmptyDict, PickleOpcode.Mark)
            .Text("training").Op(PickleOpcode.NewTrue).Text("_is_full_backward_hook").Op(PickleOpcode.None)
            .Text("sizes").Global("torch.jit._pickle", "build_intlist").Op(PickleOpcode.EmptyList).Int(3).Op(PickleOpcode.Append, PickleOpcode.Tuple1, PickleOpcode.Reduce);
        foreach (var (name, value) in integers)
        {
            pickle.Text(name).Int(value);
        }
        foreach (var (name, tensor) in tensors.Where(tensor => !tensor.Name.Contains('.', StringComparison.Ordinal)))
        {
            Add(pickle.Text(name), tensor);
        }
        foreach (var child in tensors.Where(tensor => tensor.Name.Contains('.', StringComparison.Ordinal)).GroupBy(tensor => tensor.Name[..tensor.Name.IndexOf('.', StringComparison.Ordinal)]))
        {
            Scripted(pickle.Text(child.Key), [.. child.Select(tensor => (tensor.Name[(child.Key.Length + 1)..], tensor.Tensor))], []);
        }
        return pickle.Op(PickleOpcode.SetItems, PickleOpcode.Build);
    }

    private static int[] Ints(long[] values) => Array.ConvertAll(values, value => (int)value);

    private static string StorageOf(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => "DoubleStorage",
        ScalarType.Float32 => "FloatStorage",
        ScalarType.Float16 => "HalfStorage",
        ScalarType.BFloat16 => "BFloat16Storage",
        ScalarType.Int64 => "LongStorage",
        ScalarType.Int32 => "IntStorage",
        ScalarType.Int16 => "ShortStorage",
        ScalarType.Int8 => "CharStorage",
        ScalarType.Byte => "ByteStorage",
        ScalarType.Bool => "BoolStorage",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    private static void Add(ZipArchive zip, string name, byte[] data, CompressionLevel level)
    {
        var entry = zip.CreateEntry(name, level);
        // The same weights give the same bytes at any time.
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var stream = entry.Open();
        stream.Write(data);
    }
}
