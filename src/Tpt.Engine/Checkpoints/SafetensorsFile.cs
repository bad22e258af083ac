using System.IO.MemoryMappedFiles;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>A safetensors file, mapped into memory: a tensor's bytes are read when it is asked for.</summary>
internal sealed class SafetensorsFile : ITensorSource
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly IReadOnlyDictionary<string, SafetensorsEntry> _entries;
    private readonly long _dataOffset;

    private SafetensorsFile(string path, MemoryMappedFile map, IReadOnlyDictionary<string, SafetensorsEntry> entries, long dataOffset)
    {
        (Description, _map, _entries, _dataOffset) = (path, map, entries, dataOffset);
        _view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    public string Description { get; }

    public IReadOnlyCollection<string> Names => (IReadOnlyCollection<string>)_entries.Keys;

    /// <exception cref="InvalidDataException">The file breaks the format: the message says where.</exception>
    public static SafetensorsFile Open(string path)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var (entries, dataOffset) = SafetensorsHeader.Read(stream, path);
            var map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            return new SafetensorsFile(path, map, entries, dataOffset);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public long[] ShapeOf(string name) => _entries[name].Shape;

    public ScalarType DTypeOf(string name) => _entries[name].DType;

    public unsafe Tensor Read(string name)
    {
        var entry = _entries[name];
        var tensor = empty(entry.Shape, dtype: entry.DType, device: CPU);
        if (entry.ByteLength > 0)
        {
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                var source = start + _view.PointerOffset + _dataOffset + entry.Offset;
                tensor.bytes = new Span<byte>(source, checked((int)entry.ByteLength));
            }
            finally
            {
                _view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
        return tensor;
    }

    public void Dispose()
    {
        _view.Dispose();
        _map.Dispose();
    }
}
