namespace Tpt.Fuzz.Mutation;

/// <summary>EXIF with an orientation of any type and value, in either byte order, right or slightly wrong.</summary>
internal static class ExifBlock
{
    public static byte[] Create(Pcg random)
    {
        var little = random.OneIn(2);
        var type = random.Pick<int>([1, 3, 4, 9, 12, 0]);
        var value = random.Pick<int>([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, -1, int.MaxValue]);
        var first = type == 3 ? [.. Number(value, 2, little), 0, 0] : Number(value, 4, little);
        byte[] block =
        [
            .. little ? "II"u8 : "MM"u8, .. Number(42, 2, little), .. Number(8, 4, little),
            .. Number(random.OneIn(8) ? 65535 : 1, 2, little),
            .. Number(0x0112, 2, little), .. Number(type, 2, little), .. Number(random.OneIn(8) ? int.MaxValue : 1, 4, little), .. first,
            .. Number(random.OneIn(4) ? 8 : 0, 4, little),      // the next directory: now and then this one again
        ];
        return random.OneIn(4) ? ByteMutation.Mutate(block, random) : block;
    }

    private static byte[] Number(int value, int size, bool little)
    {
        var bytes = BitConverter.GetBytes(value)[..size];
        return little ? bytes : [.. bytes.Reverse()];
    }
}
