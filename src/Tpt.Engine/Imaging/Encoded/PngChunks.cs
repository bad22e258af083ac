using System.Buffers.Binary;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Walks the chunks of a PNG file. The last one may be cut: then it has the data that are there.</summary>
internal ref struct PngChunks(ReadOnlySpan<byte> file)
{
    private ReadOnlySpan<byte> _rest = file[8..];

    public ReadOnlySpan<byte> Type { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length < 8)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(_rest);
        Type = _rest.Slice(4, 4);
        _rest = _rest[8..];
        Data = _rest[..(int)Math.Min(length, (uint)_rest.Length)];

        // Four bytes of checksum follow the data.
        _rest = _rest[(int)Math.Min(length + 4L, _rest.Length)..];
        return true;
    }
}
