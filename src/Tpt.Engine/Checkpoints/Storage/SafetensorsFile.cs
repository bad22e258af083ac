using Tpt.Engine.Files;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>A safetensors file: a tensor's bytes are read when it is asked for.</summary>
internal sealed class SafetensorsFile : IStoredTensors
{
    private readonly RegularFile _file;
    private readonly IReadOnlyDictionary<string, SafetensorsEntry> _entries;
    private readonly long _dataOffset;

    private SafetensorsFile(RegularFile file)
    {
        _file = file;
        (_entries, _dataOffset) = SafetensorsHeader.Read(file);
    }

    public string Description => _file.Path;

    public IReadOnlyCollection<string> Names => (IReadOnlyCollection<string>)_entries.Keys;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file breaks the format: the message says where.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = RegularFile.Open(path);
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public long[] ShapeOf(string name) => _entries[name].Shape;

    public ScalarType DTypeOf(string name) => _entries[name].DType;

    public string StoredNameOf(string name) => name;

    public Tensor Read(string name)
    {
        var entry = _entries[name];
        return TensorBytes.Read(_file, _dataOffset + entry.Offset, entry.Shape, entry.DType);
    }

    public Tensor ReadRows(string name, long start, long count)
    {
        var entry = _entries[name];
        var rowBytes = entry.ByteLength / entry.Shape[0];
        return TensorBytes.Read(_file, _dataOffset + entry.Offset + start * rowBytes, [count, .. entry.Shape[1..]], entry.DType);
    }

    public IReadOnlyList<ModelFile> Fingerprint() => [_file.Fingerprint()];

    public void Dispose() => _file.Dispose();
}
