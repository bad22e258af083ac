using System.Buffers.Binary;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes the sides of a GIF's screen and frames, its frames, its tables and its codes.</summary>
internal static class GifMutation
{
    private const byte Frame = 0x2C;
    private const byte Extension = 0x21;

    public static bool Fits(byte[] file) => file.AsSpan().StartsWith("GIF8"u8);

    public static byte[] Mutate(byte[] file, Pcg random)
    {
        var changed = file.ToArray();
        var blocks = Blocks(file);
        var frames = blocks.Where(block => file[block.Start] == Frame).ToArray();
        var (width, height) = Interesting.Size(random);
        switch (random.Below(6))
        {
            case 0:
                WriteSize(changed.AsSpan(6), width, height);
                return changed;
            case 1 when frames.Length > 0:
                WriteSize(changed.AsSpan(random.Pick(frames).Start + random.Pick<int>([1, 5])), width, height);
                return changed;
            case 2 when frames.Length > 0:
                WriteSize(changed.AsSpan(6), width, height);
                WriteSize(changed.AsSpan(frames[0].Start + 5), width, height);
                return changed;
            case 3 when blocks.Count > 0:
                var (start, end) = random.Pick(blocks);
                var copies = random.OneIn(10) ? 500 : random.Below(4);
                return [.. file[..start], .. Enumerable.Repeat(file[start..end], copies).SelectMany(block => block), .. file[end..]];
            case 4 when frames.Length > 0:
                var frame = random.Pick(frames).Start;
                changed[frame + 9] = (byte)random.Next();       // interlaced, table of its own
                changed[frame + 10] = random.Pick<byte>([0, 1, 2, 8, 9, 11, 12, 255]);     // bits of a code
                return changed;
            default:
                changed[10] = (byte)random.Next();
                return ByteMutation.Mutate(changed, random);
        }
    }

    private static void WriteSize(Span<byte> place, int width, int height)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(place, unchecked((ushort)width));
        BinaryPrimitives.WriteUInt16LittleEndian(place[2..], unchecked((ushort)height));
    }

    private static List<(int Start, int End)> Blocks(byte[] file)
    {
        var blocks = new List<(int, int)>();
        var start = 13 + TableLength(file[10]);
        while (start + 11 < file.Length && file[start] is Frame or Extension)
        {
            var end = file[start] == Frame ? start + 11 + TableLength(file[start + 9]) : start + 2;
            while (end < file.Length && file[end] != 0)
            {
                end += 1 + file[end];
            }
            end = Math.Min(end + 1, file.Length);
            blocks.Add((start, end));
            start = end;
        }
        return blocks;
    }

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
