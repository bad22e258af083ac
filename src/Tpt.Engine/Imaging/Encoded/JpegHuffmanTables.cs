namespace Tpt.Engine.Imaging.Encoded;

/// <summary>The Huffman tables of a JPEG file as its segments define and redefine them. One is built when a scan asks for it.</summary>
internal sealed class JpegHuffmanTables
{
    private const int Numbers = 4, Counts = 16, MaxSymbols = 256, Definition = Counts + MaxSymbols;

    private readonly byte[] _definitions = new byte[2 * Numbers * Definition];
    private readonly JpegHuffmanTable?[] _tables = new JpegHuffmanTable?[2 * Numbers];

    /// <summary>Takes over the definitions of a DHT segment (B.2.4.2). <see langword="false"/>: it makes no sense.</summary>
    public bool Define(ReadOnlySpan<byte> segment)
    {
        while (!segment.IsEmpty)
        {
            if (segment.Length <= Counts || (segment[0] & 0xEC) != 0)
            {
                return false;
            }

            var symbols = 0;
            foreach (var count in segment.Slice(1, Counts))
            {
                symbols += count;
            }

            if (symbols > Math.Min(MaxSymbols, segment.Length - 1 - Counts))
            {
                return false;
            }

            var slot = Slot(segment[0] & 15, isDc: segment[0] < 16);
            segment.Slice(1, Counts + symbols).CopyTo(_definitions.AsSpan(slot * Definition));
            _tables[slot] = null;
            segment = segment[(1 + Counts + symbols)..];
        }

        return true;
    }

    /// <summary>The table for DC or AC with a number; <see langword="null"/> where none is defined or it makes no sense.</summary>
    public JpegHuffmanTable? Find(int number, bool isDc)
    {
        if (number >= Numbers)
        {
            return null;
        }

        var slot = Slot(number, isDc);
        var definition = _definitions.AsSpan(slot * Definition, Definition);
        var symbols = 0;
        foreach (var count in definition[..Counts])
        {
            symbols += count;
        }

        return symbols == 0 ? null : _tables[slot] ??= JpegHuffmanTable.Build(definition[..Counts], definition.Slice(Counts, symbols), isDc);
    }

    private static int Slot(int number, bool isDc) => isDc ? number : Numbers + number;
}
