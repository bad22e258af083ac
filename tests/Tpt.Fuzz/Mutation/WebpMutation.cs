using System.Buffers.Binary;
using System.Text;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes a WebP chunk by chunk: sides of the canvas and of the picture, animation, metadata.</summary>
internal static class WebpMutation
{
    public static bool Fits(byte[] file) => file.Length > 20 && file.AsSpan().StartsWith("RIFF"u8) && file.AsSpan(8).StartsWith("WEBP"u8);

    public static byte[] Mutate(byte[] file, Pcg random)
    {
        var chunks = Split(file);
        for (var rounds = 1 + random.Below(3); rounds > 0 && chunks.Count > 0; rounds--)
        {
            Change(chunks, random);
        }
        var body = chunks.SelectMany(chunk => Chunk(chunk.Type, chunk.Data)).ToArray();
        var length = random.OneIn(8) ? (int)random.Pick(Interesting.Integers) : body.Length + 4;
        return [.. "RIFF"u8, .. BitConverter.GetBytes(length), .. "WEBP"u8, .. body];
    }

    private static void Change(List<(string Type, byte[] Data)> chunks, Pcg random)
    {
        var index = random.Below(chunks.Count);
        var (type, data) = chunks[index];
        var (width, height) = Interesting.Size(random);
        switch (random.Below(7))
        {
            case 0:
                chunks.RemoveAt(index);
                break;
            case 1:
                chunks.Insert(random.Below(chunks.Count), (type, data));
                break;
            case 2:
                chunks.Insert(0, ("VP8X", [(byte)random.Next(), 0, 0, 0, .. Three(width - 1), .. Three(height - 1)]));
                break;
            case 3:
                // An animation whose frame is the picture itself.
                chunks.InsertRange(0, [("VP8X", [2, 0, 0, 0, .. Three(63), .. Three(63)]), ("ANIM", new byte[6]),
                    ("ANMF", [.. Three(random.Below(64)), .. Three(0), .. Three(width - 1), .. Three(height - 1), .. Three(10), (byte)random.Below(4), .. Chunk(type, data)])]);
                break;
            case 4:
                chunks.Add(("EXIF", ExifBlock.Create(random)));
                break;
            case 5 when type == "VP8 " && data.Length > 10:
                BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(6), (ushort)width);
                BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(8), (ushort)height);
                break;
            case 5 when type == "VP8L" && data.Length > 5:
                BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(1), (width & 0x3FFF) | ((height & 0x3FFF) << 14) | (random.Below(2) << 28));
                break;
            default:
                chunks[index] = (type, ByteMutation.Mutate(data, random));
                break;
        }
    }

    private static byte[] Chunk(string type, byte[] data)
        => [.. Encoding.ASCII.GetBytes(type), .. BitConverter.GetBytes(data.Length), .. data, .. new byte[data.Length & 1]];

    private static byte[] Three(int value) => BitConverter.GetBytes(value)[..3];

    private static List<(string Type, byte[] Data)> Split(byte[] file)
    {
        var chunks = new List<(string, byte[])>();
        for (var start = 12; start + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(start + 4));
            chunks.Add((Encoding.ASCII.GetString(file, start, 4), file[(start + 8)..(start + 8 + length)]));
            start += 8 + length + (length & 1);
        }
        return chunks;
    }
}
