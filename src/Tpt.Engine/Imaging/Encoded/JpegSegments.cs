using System.Buffers.Binary;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Walks the segments of a JPEG file from marker to marker, over the entropy-coded data between them.</summary>
internal ref struct JpegSegments(ReadOnlySpan<byte> file)
{
    public const byte StartOfScan = 0xDA;
    public const byte EndOfImage = 0xD9;
    public const byte App1 = 0xE1;

    private readonly ReadOnlySpan<byte> _file = file;
    private int _position = 2;

    /// <summary>The second byte of the marker.</summary>
    public byte Marker { get; private set; }

    /// <summary>The segment without its marker and length.</summary>
    public ReadOnlySpan<byte> Data { get; private set; }

    /// <summary>How many bytes so far belong to no segment: the entropy-coded data.</summary>
    public long EntropyBytes { get; private set; }

    /// <summary>Where the entropy-coded data of a scan begin, once <see cref="Marker"/> is <see cref="StartOfScan"/>.</summary>
    public readonly int Position => _position;

    /// <summary>Goes to the next marker that is neither a stuffed zero nor a restart. <see langword="false"/>: there is none, or its segment is cut.</summary>
    public bool MoveNext()
    {
        while (true)
        {
            var skipped = _file[_position..].IndexOf((byte)0xFF);
            if (skipped < 0)
            {
                EntropyBytes += _file.Length - _position;
                _position = _file.Length;
                return false;
            }

            EntropyBytes += skipped;
            _position += skipped;
            while (_position < _file.Length && _file[_position] == 0xFF)
            {
                _position++;
            }

            if (_position == _file.Length)
            {
                return false;
            }

            Marker = _file[_position++];
            if (Marker == 0)
            {
                EntropyBytes++;
            }

            if (Marker is not (0 or 1 or (>= 0xD0 and <= 0xD7)))
            {
                return ReadData();
            }
        }
    }

    private bool ReadData()
    {
        Data = default;
        if (Marker is EndOfImage or 0xD8)
        {
            return true;
        }

        if (!BinaryPrimitives.TryReadUInt16BigEndian(_file[_position..], out var length) || length < 2 || length > _file.Length - _position)
        {
            _position = _file.Length;
            return false;
        }

        Data = _file.Slice(_position + 2, length - 2);
        _position += length;
        return true;
    }
}
