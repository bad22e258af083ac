using TorchSharp;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>
/// What <c>torch.save</c> writes since PyTorch 1.6, and <c>torch.jit.save</c>: a zip with a folder of any name, in it <c>data.pkl</c>, a
/// pickle of everything but numbers, and <c>data/{key}</c>, the numbers of each storage. The code that a TorchScript archive has beside
/// them is not read.
/// </summary>
internal sealed class TorchArchive : IDisposable
{
    private const string PickleFile = "/data.pkl";

    /// <summary>Numbers are elsewhere: 1,000 tensors take some 200 kB, a training checkpoint of ViT-H-14 about 1 MB.</summary>
    private const int MaxPickleBytes = 1 << 22;

    private readonly RegularFile _file;
    private readonly ZipDirectory _zip;
    private readonly string _folder;

    private TorchArchive(RegularFile file)
    {
        _file = file;
        _zip = ZipDirectory.Read(file);
        var pickle = _zip.Names.FirstOrDefault(name => name.EndsWith(PickleFile, StringComparison.Ordinal)) ?? throw Invalid($"it has no data.pkl{PlainZip.Describe(_zip.Names)}");
        _folder = pickle[..^PickleFile.Length];
        RequireLittleEndian();
        Root = PickleReader.Read(ReadEntry(pickle, MaxPickleBytes), file.Path);
    }

    public string Path => _file.Path;

    /// <summary>What was saved, in the types of <see cref="PickleReader"/>.</summary>
    public object? Root { get; }

    /// <exception cref="InvalidDataException">The file is no archive of torch.save, or its pickle asks for more than data.</exception>
    public static TorchArchive Open(string path)
    {
        var file = RegularFile.Open(path);
        try
        {
            return new TorchArchive(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tensor in its stored dtype, on the CPU, contiguous or not. The caller owns it.</summary>
    /// <exception cref="InvalidDataException">It cannot be read (<see cref="Locate"/>).</exception>
    public Tensor Read(PickledTensor tensor)
    {
        var offset = Locate(tensor);
        var dtype = tensor.Storage.DType;
        return StridedBytes.Read(_file, offset + (tensor.Offset * dtype.Size), tensor.Shape, tensor.Strides, dtype.Type!.Value, dtype.Size);
    }

    /// <summary>Where the tensor's storage begins in the file, in bytes.</summary>
    /// <exception cref="InvalidDataException">
    /// Its dtype cannot be read, it does not lie within its storage, or the storage is not there or of another size.
    /// </exception>
    public long Locate(PickledTensor tensor)
    {
        var (dtype, count) = (tensor.Storage.DType, tensor.Storage.Count);
        if (dtype.Type is not { } type)
        {
            throw Invalid($"its numbers are {Excerpt.Of(dtype.Name)}; supported are 64-, 32- and 16-bit floats and integers. Save it in float32, float16 or bfloat16");
        }
        var last = LastElement(tensor);
        var name = $"{_folder}/data/{tensor.Storage.Key}";
        if (!_zip.Contains(name))
        {
            throw Invalid($"it has no '{Excerpt.Of(name)}'");
        }
        var (offset, length) = _zip.Find(name);
        if (length / dtype.Size != count || last >= count)
        {
            throw Invalid(Invariant($"'{Excerpt.Of(name)}' has {length} bytes, and a tensor of {type} reads its element {last} of {count}"));
        }
        return offset;
    }

    public ModelFile Fingerprint() => _file.Fingerprint();

    public void Dispose() => _file.Dispose();

    /// <summary>The largest index that the tensor reads, offset + sum of (size - 1) stride; -1 where it is empty.</summary>
    private long LastElement(PickledTensor tensor)
    {
        var (shape, strides) = (tensor.Shape, tensor.Strides);
        if (shape.Length != strides.Length || tensor.Offset < 0 || tensor.Storage.Count < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0))
        {
            throw Invalid(Invariant($"a tensor has sizes {Excerpt.Of(shape)}, strides {Excerpt.Of(strides)} and offset {tensor.Offset}"));
        }
        var isEmpty = shape.Contains(0);
        // An empty tensor reads nothing, but the product of its other sizes must be a number.
        var most = isEmpty ? int.MaxValue : tensor.Storage.Count;
        // 128 bits hold every sum of products that can still be within the storage; each is held against it before the next is added.
        Int128 last = tensor.Offset;
        Int128 elements = 1;
        for (var i = 0; i < shape.Length; i++)
        {
            last += isEmpty ? 0 : (Int128)(shape[i] - 1) * strides[i];
            elements *= Math.Max(shape[i], 1);
            if (last > long.MaxValue || elements > most)
            {
                throw Invalid(Invariant($"a tensor of sizes {Excerpt.Of(shape)} and strides {Excerpt.Of(strides)} is larger than its storage of {tensor.Storage.Count}"));
            }
        }
        return isEmpty ? -1 : (long)last;
    }

    private byte[] ReadEntry(string name, int limit)
    {
        var (offset, length) = _zip.Find(name);
        if (length > limit)
        {
            throw Invalid(Invariant($"'{Excerpt.Of(name)}' has {length} bytes, and {limit} are allowed"));
        }
        var bytes = new byte[length];
        _file.Read(bytes, offset);
        return bytes;
    }

    private void RequireLittleEndian()
    {
        var name = $"{_folder}/byteorder";
        if (_zip.Contains(name) && !ReadEntry(name, limit: 16).AsSpan().SequenceEqual("little"u8))
        {
            throw Invalid("its byteorder is not 'little'");
        }
    }

    private InvalidDataException Invalid(string what) => new($"'{_file.Path}' cannot be read as an archive of torch.save: {what}.");
}
