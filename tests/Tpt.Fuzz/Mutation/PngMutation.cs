using System.Buffers.Binary;
using System.Text;
using Tpt.Fuzz.Corpus;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes a PNG chunk by chunk, with lengths and checksums put right more often than not.</summary>
internal static class PngMutation
{
    public static bool Fits(byte[] file) => file.AsSpan().StartsWith(PngBuilder.Signature);

    public static byte[] Mutate(byte[] file, Pcg random)
    {
        var chunks = Split(file);
        for (var rounds = 1 + random.Below(3); rounds > 0 && chunks.Count > 0; rounds--)
        {
            Change(chunks, random);
        }
        var changed = PngBuilder.Join(chunks);
        if (random.OneIn(6))
        {
            ByteMutation.OverwriteNumber(changed.AsSpan(PngBuilder.Signature.Length + random.Below(Math.Max(1, changed.Length - PngBuilder.Signature.Length - 8))), random);
        }
        return changed;
    }

    private static void Change(List<(string Type, byte[] Data)> chunks, Pcg random)
    {
        var index = random.Below(chunks.Count);
        var (type, data) = chunks[index];
        switch (random.Below(8))
        {
            case 0 or 1 when chunks[0] is { Type: "IHDR", Data.Length: 13 }:
                ChangeHeader(chunks[0].Data, random);
                break;
            case 2:
                chunks.RemoveAt(index);
                break;
            case 3:
                chunks.Insert(random.Below(chunks.Count), (type, data));
                break;
            case 4:
                chunks.Insert(index, (random.Pick<string>(["eXIf", "acTL", "fcTL", "fdAT", "tRNS", "PLTE", "iCCP", "gAMA", "cHRM", "zTXt", "IDAT", "IEND", "aaaa"]), random.Bytes(random.Below(40))));
                break;
            case 5:
                chunks[index] = ("eXIf", ExifBlock.Create(random));
                break;
            case 6:
                chunks[index] = (type, data[..random.Below(data.Length + 1)]);
                break;
            default:
                chunks[index] = (type, ByteMutation.Mutate(data, random));
                break;
        }
    }

    private static void ChangeHeader(byte[] header, Pcg random)
    {
        var (width, height) = Interesting.Size(random);
        switch (random.Below(4))
        {
            case 0:
                header[8 + random.Below(5)] = random.Pick<byte>([0, 1, 2, 3, 4, 6, 8, 16, 32, 255]);
                break;
            case 1:
                BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
                break;
            default:
                BinaryPrimitives.WriteInt32BigEndian(header, width);
                BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
                break;
        }
    }

    private static List<(string Type, byte[] Data)> Split(byte[] file)
    {
        var chunks = new List<(string, byte[])>();
        for (var start = PngBuilder.Signature.Length; start + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(start));
            chunks.Add((Encoding.ASCII.GetString(file, start + 4, 4), file[(start + 8)..(start + 8 + length)]));
            start += 12 + length;
        }
        return chunks;
    }
}
