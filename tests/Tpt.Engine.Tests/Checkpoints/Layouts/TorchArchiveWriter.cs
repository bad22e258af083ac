using System.IO.Compression;
using TorchSharp;
using Tpt.Engine.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>
/// Writes an archive as <c>torch.save</c> does since PyTorch 1.6: a zip of stored entries, a folder in it, <c>data.pkl</c> and
/// <c>data/0</c>, <c>data/1</c> and so on. Numbers go to the file as they come, so that an archive may be larger than the memory.
/// </summary>
internal sealed class TorchArchiveWriter : IDisposable
{
    private readonly ZipArchive _zip;
    private readonly string _folder;
    private int _storages;

    /// <param name="path">The file to write; PyTorch names the folder inside after it.</param>
    public TorchArchiveWriter(string path)
    {
        _zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        _folder = Path.GetFileNameWithoutExtension(path);
    }

    /// <summary>A state dictionary alone.</summary>
    public static void WriteState(string path, IReadOnlyDictionary<string, Tensor> weights)
    {
        using var writer = new TorchArchiveWriter(path);
        var pickle = new PickleBuilder();
        writer.State(weights)(pickle);
        writer.Finish(pickle);
    }

    /// <summary>The numbers go into the archive at once; what is returned describes them in the pickle.</summary>
    public Action<PickleBuilder> Store(Tensor tensor)
    {
        using var contiguous = tensor.cpu().contiguous();
        return Store(contiguous.shape, contiguous.dtype, stream => stream.Write(contiguous.bytes));
    }

    /// <inheritdoc cref="Store(Tensor)"/>
    /// <param name="shape">The sizes of a contiguous tensor.</param>
    /// <param name="dtype">Its dtype.</param>
    /// <param name="write">Writes its numbers.</param>
    public Action<PickleBuilder> Store(long[] shape, ScalarType dtype, Action<Stream> write)
    {
        var key = (_storages++).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Add($"data/{key}", write);
        int[] size = [.. shape.Select(length => (int)length)];
        var strides = new int[size.Length];
        var count = 1;
        for (var i = size.Length - 1; i >= 0; i--)
        {
            strides[i] = count;
            count *= size[i];
        }
        return pickle => pickle.Tensor(NameOf(dtype), key, count, 0, size, strides);
    }

    /// <summary>An <c>OrderedDict</c> of tensors with the versions of their modules, which <c>Module.state_dict</c> gives.</summary>
    public Action<PickleBuilder> State(IReadOnlyDictionary<string, Tensor> weights)
    {
        (string Name, Action<PickleBuilder> Value)[] items = [.. weights.Select(weight => (weight.Key, Store(weight.Value)))];
        return pickle =>
        {
            pickle.OrderedDict().Op(PickleOpcode.Mark);
            foreach (var (name, value) in items)
            {
                value(pickle.Text(name));
            }
            pickle.Op(PickleOpcode.SetItems).Dict(("_metadata", versions => versions.OrderedDict())).Op(PickleOpcode.Build);
        };
    }

    /// <summary>A file of the archive beside the numbers.</summary>
    public void Add(string name, Action<Stream> write)
    {
        using var stream = _zip.CreateEntry($"{_folder}/{name}", CompressionLevel.NoCompression).Open();
        write(stream);
    }

    /// <summary>Writes the pickle, behind which nothing comes any more.</summary>
    public void Finish(PickleBuilder root)
    {
        Add("data.pkl", stream => stream.Write(root.Build()));
        Add("version", stream => stream.Write("3\n"u8));
    }

    public void Dispose() => _zip.Dispose();

    private static string NameOf(ScalarType dtype) => dtype switch
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
}
