using System.Buffers.Binary;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes a JPEG segment by segment: sides, components, tables, scans and metadata.</summary>
internal static class JpegMutation
{
    private const byte StartOfScan = 0xDA;

    public static bool Fits(byte[] file) => file is [0xFF, 0xD8, 0xFF, ..];

    public static byte[] Mutate(byte[] file, Pcg random)
    {
        var segments = Split(file);
        for (var rounds = 1 + random.Below(3); rounds > 0 && segments.Count > 1; rounds--)
        {
            Change(segments, random);
        }
        return [0xFF, 0xD8, .. segments.SelectMany(segment => segment)];
    }

    private static void Change(List<byte[]> segments, Pcg random)
    {
        var index = random.Below(segments.Count);
        switch (random.Below(8))
        {
            case 0 or 1 when segments.FindIndex(IsFrame) is >= 0 and var frame:
                segments[frame] = ChangeFrame(segments[frame].ToArray(), random);
                break;
            case 2:
                segments.RemoveAt(index);
                break;
            case 3:
                segments.Insert(random.Below(segments.Count), segments[index]);
                break;
            case 4:
                segments.Insert(0, Segment(0xE1, [.. "Exif\0\0"u8, .. ExifBlock.Create(random)]));
                break;
            case 5:
                segments.Insert(index, random.Below(3) switch
                {
                    0 => Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)random.Below(4)]),
                    1 => Segment(0xDD, [0, (byte)random.Below(4)]),
                    _ => Segment((byte)(0xC0 + random.Below(64)), random.Bytes(random.Below(64))),
                });
                break;
            default:
                var (head, body) = (segments[index][..2], segments[index][2..]);
                segments[index] = [.. head, .. ByteMutation.Mutate(body, random)];
                break;
        }
    }

    /// <summary>Sides, precision, number of components, their sampling, or the kind of frame.</summary>
    private static byte[] ChangeFrame(byte[] frame, Pcg random)
    {
        var (width, height) = Interesting.Size(random);
        switch (random.Below(6))
        {
            case 0:
                frame[1] = random.Pick<byte>([0xC0, 0xC1, 0xC2, 0xC3, 0xC9, 0xCA]);
                break;
            case 1:
                frame[4] = random.Pick<byte>([1, 8, 12, 16]);
                break;
            case 2:
                frame[9 + random.Below(frame.Length - 9)] = random.Pick<byte>([0, 1, 2, 3, 4, 0x11, 0x12, 0x21, 0x22, 0x44, 0x41, 0xFF]);
                break;
            default:
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(5), unchecked((ushort)height));
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(7), unchecked((ushort)width));
                break;
        }
        return frame;
    }

    private static bool IsFrame(byte[] segment) => segment is [0xFF, >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC), ..] && segment.Length > 10;

    private static byte[] Segment(byte marker, byte[] body) => [0xFF, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2), .. body];

    /// <summary>Marker, length and body of each segment; a scan goes to the next marker.</summary>
    private static List<byte[]> Split(byte[] file)
    {
        var segments = new List<byte[]>();
        for (var start = 2; start + 4 <= file.Length;)
        {
            var end = start + 2 + BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(start + 2));
            if (file[start + 1] == StartOfScan)
            {
                while (end + 1 < file.Length && (file[end] != 0xFF || file[end + 1] is 0 or (>= 0xD0 and <= 0xD7)))
                {
                    end++;
                }
            }
            end = Math.Min(end, file.Length);
            segments.Add(file[start..end]);
            start = end;
        }
        segments.Add([0xFF, 0xD9]);
        return segments;
    }
}
