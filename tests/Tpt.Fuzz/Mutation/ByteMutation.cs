using System.Buffers.Binary;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes bytes without knowing what they mean.</summary>
internal static class ByteMutation
{
    private const int LongestPart = 300;

    /// <summary>A result of more bytes does not grow any further: making it would take longer than what is tried with it.</summary>
    private const int Longest = 4 << 20;

    /// <summary>One to four changes.</summary>
    public static byte[] Mutate(byte[] bytes, Pcg random)
    {
        for (var rounds = 1 + random.Below(4); rounds > 0; rounds--)
        {
            bytes = Change(bytes, random);
        }
        return bytes;
    }

    /// <summary>The beginning of one input and the end of another.</summary>
    public static byte[] Splice(byte[] first, byte[] second, Pcg random)
        => [.. first[..random.Below(first.Length + 1)], .. second[random.Below(second.Length + 1)..]];

    /// <summary>Writes an interesting number of 1, 2, 4 or 8 bytes over those at a place.</summary>
    public static void OverwriteNumber(Span<byte> bytes, Pcg random)
    {
        Span<byte> number = stackalloc byte[sizeof(long)];
        var size = Math.Min(1 << random.Below(4), bytes.Length);
        BinaryPrimitives.WriteInt64LittleEndian(number, random.Pick(Interesting.Integers));
        if (random.OneIn(2))
        {
            number[..size].Reverse();
        }
        number[..size].CopyTo(bytes);
    }

    private static byte[] Change(byte[] bytes, Pcg random)
    {
        var start = random.Below(bytes.Length);
        var length = Math.Min(1 + random.Below(random.OneIn(8) ? Math.Max(1, bytes.Length) : LongestPart), bytes.Length - start);
        var changed = bytes.ToArray();
        var grows = bytes.Length < Longest;
        switch (random.Below(9))
        {
            case 0:
                return bytes[..start];
            case 1:
                return [.. bytes[..start], .. bytes[(start + length)..]];
            case 2 when grows:
                return [.. bytes[..start], .. random.Bytes(1 + random.Below(LongestPart)), .. bytes[start..]];
            case 3 when grows:
                return [.. bytes[..(start + length)], .. bytes[start..]];
            case 4 when grows:
                return [.. bytes[..start], .. Enumerable.Repeat(bytes[start..(start + length)], 1 + random.Below(Math.Min(200, Longest / Math.Max(1, length)))).SelectMany(part => part), .. bytes[start..]];
            case 5 when bytes.Length > 0:
                OverwriteNumber(changed.AsSpan(start), random);
                return changed;
            case 6 when bytes.Length > 0:
                changed[start] = (byte)random.Next();
                return changed;
            case 7:
                changed.AsSpan(start, length).Fill(random.Pick<byte>([0, 0xFF, (byte)random.Next()]));
                return changed;
            default:
                if (bytes.Length > 0)
                {
                    changed[start] ^= (byte)(1 << random.Below(8));
                }
                return changed;
        }
    }
}
