using System.Buffers.Binary;

namespace Microsoft.ML.Tests.Images;

/// <summary>Writes BMP files.</summary>
internal static class BmpFile
{
    /// <summary>A picture of 24 bits a pixel, from red, green, blue.</summary>
    public static byte[] Encode(byte[] rgb, int width, int height, bool topDown = false)
    {
        var stride = ((width * 3) + 3) / 4 * 4;
        var data = new byte[stride * height];
        for (var y = 0; y < height; y++)
        {
            var row = data.AsSpan((topDown ? y : height - 1 - y) * stride);
            for (var x = 0; x < width; x++)
            {
                var from = ((y * width) + x) * 3;
                (row[3 * x], row[(3 * x) + 1], row[(3 * x) + 2]) = (rgb[from + 2], rgb[from + 1], rgb[from]);
            }
        }

        return [.. Header(width, topDown ? -height : height, bitsPerPixel: 24, compression: 0), .. data];
    }

    public static byte[] Header(int width, int height, int bitsPerPixel, int compression, int colours = 0)
    {
        var header = new byte[54 + (4 * colours)];
        "BM"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(10), header.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(22), height);
        header[26] = 1;
        header[28] = (byte)bitsPerPixel;
        header[30] = (byte)compression;
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(46), colours);
        return header;
    }
}
