namespace Tpt.Fuzz.Mutation;

/// <summary>Values at which code that reads files goes wrong.</summary>
internal static class Interesting
{
    public static readonly long[] Integers =
    [
        0, 1, 2, 3, 7, 8, 16, 127, 128, 255, 256, 1000, 32767, 32768, 65535, 65536, 100_000, 1_000_000, 1_000_000_000,
        int.MaxValue - 1, int.MaxValue, int.MaxValue + 1L, uint.MaxValue, uint.MaxValue + 1L, 1L << 40, long.MaxValue - 1, long.MaxValue,
        -1, -2, -5, -256, -65536, int.MinValue, long.MinValue,
    ];

    /// <summary>Sides of pictures: small, at the limits of formats and of 32-bit arithmetic, and large ones that still fit.</summary>
    public static readonly int[] Sides =
    [
        0, 1, 2, 3, 5, 8, 16, 17, 64, 255, 256, 4096, 6000, 10_000, 13_377, 13_378, 16_383, 16_384, 16_385, 20_000, 23_170, 23_171, 30_000,
        32_767, 32_768, 32_769, 32_800, 46_340, 46_341, 65_500, 65_535, 65_536, 1 << 20, (1 << 28) + 1, int.MaxValue, -1, -2, int.MinValue,
    ];

    private const double Wrap = 4294967296.0 / 4;

    /// <summary>Width and height: each by itself, or such that four bytes a pixel come to just above 2^32.</summary>
    public static (int Width, int Height) Size(Pcg random)
    {
        if (!random.OneIn(4))
        {
            return (random.Pick(Sides), random.Pick(Sides));
        }
        var width = 16_385 + random.Below(49_151);
        return (width, (int)Math.Ceiling(Wrap * (1 + random.Below(2)) / width));
    }

    /// <summary>Values of JSON as text: none of them closes or opens anything that it does not open or close again.</summary>
    public static readonly string[] JsonValues =
    [
        "0", "-1", "-5", "1", "2", "3", "16", "64", "100000", "10000000", "1000000000", "2147483647", "2147483648", "-2147483648", "4294967296",
        "9223372036854775807", "18446744073709551616", "0.5", "1.0", "1e-39", "1e-400", "3e38", "1e39", "1e308", "1e999", "-1e308", "true", "false", "null",
        "\"\"", "\"a\"", "\"\\ud800\"", "\"x\\udfffy\"", "\"\\u0000\"", "\"../../x\"", "\"/etc/passwd\"", "\"model.safetensors\"", "\"config.json\"", "\"F32\"", "\"I64\"", "\"gelu\"",
        "[]", "{}", "[[]]", "[0]", "[-1]", "[1,1]", "[0,0]", "[0,9223372036854775807]", "[4611686018427387904,4]", "[0,2147483648,4294967296,4294967296]",
        "[1,2,3]", "[\"a\",\"b\"]", "[\"a\"]", "[null]", "{\"a\":1,\"a\":2}", "{\"\\ud800\":1}",
    ];

    /// <summary>A large or deep value, in a few bytes or in many.</summary>
    public static string Large(Pcg random)
    {
        var count = random.Pick<int>([65, 300, 5_000, 100_000]);
        return random.Below(5) switch
        {
            0 => new string('[', count) + new string(']', count),
            1 => $"\"{new string('a', count)}\"",
            2 => $"[{string.Join(',', Enumerable.Repeat("0", count))}]",
            3 => new string('9', count),
            _ => $"{{{string.Join(',', Enumerable.Range(0, count / 10).Select(i => $"\"k{i}\":{i}"))}}}",
        };
    }
}
