using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// What <c>torch.save</c> writes since PyTorch 1.6: a zip with a folder of any name, in it <c>data.pkl</c>, a pickle of
/// everything but numbers, and <c>data/{key}</c>, the numbers of each storage.
/// </summary>
internal sealed class TorchArchive : IDisposable
{
    private const string PickleFile = "/data.pkl";

    /// <summary>Numbers are elsewhere: real ones have some kilobytes, and a small zip can hold a huge one.</summary>
    private const int MaxPickleBytes = 1 << 24;

    private readonly string _path;
    private readonly ZipArchive _zip;
    private readonly string _folder;

    private TorchArchive(string path, ZipArchive zip)
    {
        (_path, _zip) = (path, zip);
        var pickle = zip.Entries.FirstOrDefault(entry => entry.FullName.EndsWith(PickleFile, StringComparison.Ordinal))
            ?? throw Invalid("it has no data.pkl");
        _folder = pickle.FullName[..^PickleFile.Length];
        RequireLittleEndian();
        Root = PickleReader.Read(ReadPickle(pickle), path);
    }

    /// <summary>What was saved, in the types of <see cref="PickleReader"/>.</summary>
    public object? Root { get; }

    /// <exception cref="InvalidDataException">The file is no archive of torch.save, or its pickle asks for more than data.</exception>
    public static TorchArchive Open(string path)
    {
        ZipArchive? zip = null;
        try
        {
            zip = ZipFile.OpenRead(path);
            return new TorchArchive(path, zip);
        }
        catch (InvalidDataException e) when (zip is null)
        {
            throw new InvalidDataException($"'{path}' is a broken zip: {e.Message}", e);
        }
        catch
        {
            zip?.Dispose();
            throw;
        }
    }

    /// <summary>The tensor in its stored dtype, contiguous, on the CPU. The caller owns it.</summary>
    /// <exception cref="InvalidDataException">It does not lie within its storage, or the storage is not there or of another size.</exception>
    public Tensor Read(PickledTensor tensor)
    {
        var last = LastElement(tensor);
        var name = $"{_folder}/data/{tensor.Storage.Key}";
        var entry = _zip.GetEntry(name) ?? throw Invalid($"it has no '{name}'");
        var elements = entry.Length / ElementSize(tensor.Storage.DType);
        if (elements != tensor.Storage.Count || last >= elements)
        {
            throw Invalid($"'{name}' has {entry.Length} bytes, and a tensor of {tensor.Storage.DType} reads its element {last} of {tensor.Storage.Count}");
        }
        using var scope = NewDisposeScope();
        var storage = empty([elements], dtype: tensor.Storage.DType, device: CPU);
        using (var stream = entry.Open())
        {
            stream.ReadExactly(storage.bytes);
        }
        return storage.as_strided(tensor.Shape, tensor.Strides, tensor.Offset).contiguous().MoveToOuterDisposeScope();
    }

    public void Dispose() => _zip.Dispose();

    /// <summary>The largest index that the tensor reads: offset + sum of (size - 1) stride; -1 for an empty one.</summary>
    private long LastElement(PickledTensor tensor)
    {
        var (shape, strides) = (tensor.Shape, tensor.Strides);
        if (shape.Length != strides.Length || tensor.Offset < 0 || tensor.Storage.Count < 0 || shape.Concat(strides).Any(n => n < 0))
        {
            throw Invalid($"a tensor has sizes [{string.Join(", ", shape)}], strides [{string.Join(", ", strides)}] and offset {tensor.Offset}");
        }
        if (shape.Contains(0))
        {
            return -1;
        }
        try
        {
            return shape.Zip(strides, (size, stride) => checked((size - 1) * stride)).Aggregate(tensor.Offset, (sum, step) => checked(sum + step));
        }
        catch (OverflowException e)
        {
            throw new InvalidDataException($"'{_path}': a tensor has sizes and strides beyond any storage.", e);
        }
    }

    private byte[] ReadPickle(ZipArchiveEntry entry)
    {
        if (entry.Length > MaxPickleBytes)
        {
            throw Invalid($"its data.pkl has {entry.Length} bytes");
        }
        var pickle = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(pickle);
        return pickle;
    }

    private static int ElementSize(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        _ => 2,
    };

    private void RequireLittleEndian()
    {
        if (_zip.GetEntry($"{_folder}/byteorder") is not { } entry)
        {
            return;
        }
        using var reader = new StreamReader(entry.Open());
        if (reader.ReadToEnd() != "little")
        {
            throw Invalid("its numbers are big-endian");
        }
    }

    private InvalidDataException Invalid(string what) => new($"'{_path}' cannot be read as an archive of torch.save: {what}.");
}
