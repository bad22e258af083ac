using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Steps over the Huffman-coded blocks of a scan, from restart marker to restart marker.</summary>
internal ref struct JpegBlockReader(ReadOnlySpan<byte> file, int position)
{
    private const byte FirstRestart = 0xD0;
    private const int NearEnd = JpegHuffmanTable.BlockCoefficients - JpegHuffmanTable.MaxCodeCoefficients;

    private readonly ReadOnlySpan<byte> _file = file;
    private int _position = position;

    /// <summary>The bits that are next, from the highest on. Behind the last one that counts there may be bits of the next byte.</summary>
    private ulong _bits;

    /// <summary>How many bits count; below 0 where steps went over the end.</summary>
    private int _count;

    /// <summary>Steps over the blocks up to the next restart marker or the end of the scan.</summary>
    /// <param name="units">The minimum coded units there.</param>
    /// <param name="unit">The tables of the blocks of each.</param>
    /// <returns>How many blocks are whole; fewer than asked for where a marker or the end of the file comes before.</returns>
    public long Skip(long units, ReadOnlySpan<JpegBlockTables> unit)
    {
        var file = _file;
        var (position, bits, count) = (_position, _bits, _count);
        long blocks = 0;
        for (; units > 0; units--)
        {
            foreach (ref readonly var tables in unit)
            {
                if (count < JpegHuffmanTable.MaxStepBits)
                {
                    (position, bits, count) = Fill(file, position, bits, count);
                }

                var length = tables.Dc.Step(bits) & 0xFF;
                bits <<= length;
                count -= length;
                if (tables.Ac is { } ac)
                {
                    for (var coefficient = 1; coefficient < JpegHuffmanTable.BlockCoefficients;)
                    {
                        if (count < JpegHuffmanTable.MaxStepBits)
                        {
                            (position, bits, count) = Fill(file, position, bits, count);
                        }

                        // Near the end of the block the codes behind the first may be those of the next.
                        var step = coefficient < NearEnd ? ac.Steps(bits) : ac.Step(bits);
                        length = step & 0xFF;
                        bits <<= length;
                        count -= length;
                        coefficient += step >> 8;
                    }
                }

                if (count < 0)
                {
                    return blocks;
                }

                blocks++;
            }
        }

        (_position, _bits, _count) = (position, bits, count);
        return blocks;
    }

    /// <summary>Goes behind the next marker, if it is the restart marker with this number from 0 to 7.</summary>
    public bool SkipRestart(int number)
    {
        // What is left in front of the marker is padding. Where there is more of it, libjpeg skips it too.
        (_bits, _count) = (0, 0);
        while (true)
        {
            var skipped = _file[_position..].IndexOf((byte)0xFF);
            if (skipped < 0)
            {
                return false;
            }

            _position += skipped;
            while (_position < _file.Length && _file[_position] == 0xFF)
            {
                _position++;
            }

            if (_position == _file.Length)
            {
                return false;
            }

            var marker = _file[_position++];
            if (marker != 0)
            {
                return marker == FirstRestart + number;
            }
        }
    }

    /// <summary>Fills up to more than 56 bits, or to the next marker, and then with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Position, ulong Bits, int Count) Fill(ReadOnlySpan<byte> file, int position, ulong bits, int count)
    {
        if (count < 0 || position > file.Length - sizeof(ulong))
        {
            return FillByBytes(file, position, bits, count);
        }

        var next = BinaryPrimitives.ReadUInt64BigEndian(file[position..]);

        // Whether a byte of it is 0xFF, so that its complement has a byte 0.
        if (((~next - 0x0101010101010101) & next & 0x8080808080808080) != 0)
        {
            return FillByBytes(file, position, bits, count);
        }

        var bytes = (63 - count) >> 3;
        return (position + bytes, bits | (next >> count), count + (8 * bytes));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (int Position, ulong Bits, int Count) FillByBytes(ReadOnlySpan<byte> file, int position, ulong bits, int count)
    {
        while (count is >= 0 and <= 56 && position < file.Length)
        {
            var value = file[position];
            if (value == 0xFF)
            {
                // Before a zero it is data, however often it stands there. Before anything else it is a marker.
                while (position + 1 < file.Length && file[position + 1] == 0xFF)
                {
                    position++;
                }

                if (position + 1 == file.Length || file[position + 1] != 0)
                {
                    break;
                }

                position++;
            }

            position++;
            bits |= (ulong)value << (56 - count);
            count += 8;
        }

        return (position, bits, count);
    }
}
