using System.Buffers.Binary;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Walks the chunks of a WebP file. The last one may be cut: then it has the data that are there.</summary>
internal ref struct RiffChunks(ReadOnlySpan<byte> file)
{
    private ReadOnlySpan<byte> _rest = file[12..];

    public ReadOnlySpan<byte> Type { get; private set; }

    public ReadOnlySpan<byte> Data { get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length < 8)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(_rest[4..]);
        Type = _rest[..4];
        _rest = _rest[8..];
        Data = _rest[..(int)Math.Min(length, (uint)_rest.Length)];

        // Chunks begin at even positions.
        _rest = _rest[(int)Math.Min((long)length + (length & 1), _rest.Length)..];
        return true;
    }
}
