using System.Buffers.Binary;

namespace Tpt.Benchmarks.Service;

/// <summary>What arrives beside pictures, with the status that it should get.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Body">The body.</param>
/// <param name="ContentType">Its content type.</param>
/// <param name="Status">The status; 429 is right too.</param>
/// <param name="IsSlow">Whether only its first half ever comes.</param>
internal sealed record HostileBody(string Name, byte[] Body, string ContentType, int Status, bool IsSlow = false)
{
    /// <param name="picture">A good picture.</param>
    public static IReadOnlyList<HostileBody> All(byte[] picture) =>
    [
        new("0 bytes", [], "image/png", 400),
        new("a picture cut in the middle", picture[..(picture.Length / 2)], "image/png", 400),
        new("a header of 100 megapixels", Header(10_000, 10_000), "image/bmp", 413),
        new("text", "<html>no picture</html>"u8.ToArray(), "image/jpeg", 400),
        new("another content type", picture, "text/plain", 415),
        new("a picture whose second half does not come", picture, "image/png", 408, IsSlow: true),
        new("noise", Noise(100_000), "application/octet-stream", 400),
    ];

    /// <summary>A BMP of one bit a pixel that announces its sides and has all its data, since a shorter one is cut.</summary>
    private static byte[] Header(int width, int height)
    {
        const int header = 62;
        var row = (width + 31) / 32 * 4;
        var file = new byte[header + (row * height)];
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), header);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(34), row * height);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(46), 2);
        return file;
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(1).NextBytes(noise);
        return noise;
    }
}
