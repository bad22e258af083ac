using System.Buffers.Binary;
using System.Text;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes the header of a safetensors file, with its length put right, or its length, or the bytes.</summary>
internal static class SafetensorsMutation
{
    private const int LengthBytes = sizeof(ulong);

    public static byte[] Mutate(byte[] file, Pcg random)
    {
        var headerEnd = LengthBytes + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        var data = file[headerEnd..];
        switch (random.Below(10))
        {
            case 0:
                return ByteMutation.Mutate(file, random);
            case 1:
                var changed = file.ToArray();
                ByteMutation.OverwriteNumber(changed.AsSpan(0, LengthBytes), random);
                return changed;
            case 2:
                return Join(file[LengthBytes..headerEnd], ByteMutation.Mutate(data, random));
            case 3:
                return Join(Consistent(data.Length, random), data);
            default:
                return Join(JsonMutation.Mutate(file[LengthBytes..headerEnd], random), data);
        }
    }

    private static byte[] Join(byte[] header, byte[] data) => [.. BitConverter.GetBytes((ulong)header.Length), .. header, .. data];

    /// <summary>A header whose sizes agree with each other, however strange they are.</summary>
    private static byte[] Consistent(int dataLength, Pcg random)
    {
        var (type, size) = random.Pick<(string, int)>([("F32", 4), ("F16", 2), ("U8", 1), ("I64", 8), ("BOOL", 1), ("F64", 8)]);
        var elements = dataLength / size;
        var shape = random.Below(5) switch
        {
            0 => $"{elements}{string.Concat(Enumerable.Repeat(",1", random.Below(100)))}",
            1 => $"0,{random.Pick(Interesting.Integers) & long.MaxValue},{random.Pick(Interesting.Integers) & long.MaxValue}",
            2 => $"{random.Pick(Interesting.Integers) & long.MaxValue},0",
            3 => $"1,{elements}",
            _ => $"{elements}",
        };
        var bytes = shape.Split(',').Contains("0") ? 0 : elements * size;
        var tensors = Enumerable.Range(0, random.OneIn(50) ? 20_000 : 1 + random.Below(3))
            .Select(i => i == 0
                ? $"\"ctx\":{{\"dtype\":\"{type}\",\"shape\":[{shape}],\"data_offsets\":[0,{bytes}]}}"
                : $"\"t{i}\":{{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[{bytes},{bytes}]}}");
        return Encoding.UTF8.GetBytes($"{{{string.Join(',', tensors)}}}");
    }
}
