using System.Runtime.InteropServices;

namespace Tpt.Engine.Imaging;

/// <summary>The eight ways a camera can have been held (EXIF 2.32, tag 0x0112).</summary>
internal static class ExifOrientation
{
    public static ImagePixels Apply(ImagePixels image, int orientation)
    {
        if (orientation is < 1 or > 8)
        {
            throw new ArgumentOutOfRangeException(
                nameof(orientation), orientation, "An EXIF orientation is 1 to 8. Pass 1 when the tag is missing or damaged.");
        }

        if (orientation == 1)
        {
            return image;
        }

        int w = image.Width, h = image.Height;

        // The source index of output (x, y) is origin + x * stepX + y * stepY; 5 to 8 swap the sides.
        var (origin, stepX, stepY) = orientation switch
        {
            2 => (w - 1, -1, w),
            3 => ((w * h) - 1, -1, -w),
            4 => (w * (h - 1), 1, -w),
            5 => (0, w, 1),
            6 => (w * (h - 1), -w, 1),
            7 => ((w * h) - 1, -w, -1),
            _ => (w - 1, w, -1),
        };
        var (width, height) = orientation < 5 ? (w, h) : (h, w);
        var rgbx = GC.AllocateUninitializedArray<byte>(w * h * 4);
        var source = MemoryMarshal.Cast<byte, uint>(image.Rgbx);
        var target = MemoryMarshal.Cast<byte, uint>(rgbx.AsSpan());
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                target[(y * width) + x] = source[origin + (x * stepX) + (y * stepY)];
            }
        }

        return new ImagePixels(rgbx, width, height);
    }
}
