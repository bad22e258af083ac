using System.Buffers.Binary;

namespace Tpt.Service.Tests.Support;

/// <summary>Bodies of requests: pictures, and what else arrives.</summary>
internal static class TestPictures
{
    /// <summary>Some pictures, as files.</summary>
    public static IReadOnlyList<byte[]> Good { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "pictures", "food"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(6).Select(File.ReadAllBytes)];

    public static byte[] Text { get; } = "a banana"u8.ToArray();

    public static byte[] Cut { get; } = Good[0][..(Good[0].Length / 2)];

    /// <summary>A picture of so many pixels, grey, whole: a BMP of one bit a pixel.</summary>
    public static byte[] Bitmap(int width, int height)
    {
        const int header = 62;
        var row = (width + 31) / 32 * 4;
        var file = new byte[header + (row * height)];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), header);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 1);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(34), row * height);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(46), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(58), 0x00FFFFFF);
        return file;
    }
}
