using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Imaging;

/// <summary>The pixel formats that come in, to RGBX.</summary>
internal static class PixelConversion
{
    /// <summary>Checks a pixel buffer's length against its sides and allocates the RGBX copy.</summary>
    public static byte[] Allocate(ReadOnlySpan<byte> pixels, int width, int height, int bytesPerPixel)
    {
        OptionCheck.Require(width >= 1, nameof(width), width, "at least 1");
        OptionCheck.Require(height >= 1, nameof(height), height, "at least 1");
        var pixelCount = (long)width * height;
        if (pixelCount > Array.MaxLength / 4)
        {
            throw new ArgumentOutOfRangeException(
                nameof(width), width, Invariant($"An image of {width}x{height} is too large: at most {Array.MaxLength / 4} pixels. Scale it down before."));
        }

        var needed = pixelCount * bytesPerPixel;
        if (pixels.Length != needed)
        {
            throw new ArgumentException(
                Invariant($"pixels has {pixels.Length} bytes, and {width}x{height} with {bytesPerPixel} byte(s) a pixel needs {needed}. ")
                + "Pass the rows without padding and the sides of this very buffer.",
                nameof(pixels));
        }

        return GC.AllocateUninitializedArray<byte>((int)pixelCount * 4);
    }

    public static void FromRgb(ReadOnlySpan<byte> pixels, Span<byte> rgbx)
    {
        for (int from = 0, to = 0; from < pixels.Length; from += 3, to += 4)
        {
            rgbx[to] = pixels[from];
            rgbx[to + 1] = pixels[from + 1];
            rgbx[to + 2] = pixels[from + 2];
            rgbx[to + 3] = 255;
        }
    }

    public static void FromGray(ReadOnlySpan<byte> pixels, Span<byte> rgbx)
    {
        for (int from = 0, to = 0; from < pixels.Length; from++, to += 4)
        {
            rgbx.Slice(to, 3).Fill(pixels[from]);
            rgbx[to + 3] = 255;
        }
    }

    /// <param name="pixels">Four bytes a pixel, the alpha last.</param>
    /// <param name="red">Where a pixel's red is: 0 in RGBA, 2 in BGRA.</param>
    /// <param name="alpha">What becomes of the alpha.</param>
    /// <param name="premultiplied">Whether the colours were multiplied by the alpha.</param>
    /// <param name="rgbx">The result.</param>
    public static void FromColourWithAlpha(ReadOnlySpan<byte> pixels, int red, AlphaHandling alpha, bool premultiplied, Span<byte> rgbx)
    {
        if (!Enum.IsDefined(alpha))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "The alpha handling must be Drop or CompositeOnWhite.");
        }

        var hasAlpha = true;
        if (premultiplied && !IsPremultiplied(pixels, out var isUnused))
        {
            premultiplied = false;
            hasAlpha = !isUnused;
        }

        for (var i = 0; i < pixels.Length; i += 4)
        {
            var a = hasAlpha ? pixels[i + 3] : 255;
            rgbx[i] = Opaque(pixels[i + red], a, alpha, premultiplied);
            rgbx[i + 1] = Opaque(pixels[i + 1], a, alpha, premultiplied);
            rgbx[i + 2] = Opaque(pixels[i + 2 - red], a, alpha, premultiplied);
            rgbx[i + 3] = 255;
        }
    }

    /// <summary>
    /// Whether a buffer that is said to be premultiplied is: then no colour exceeds its alpha. What is not is straight alpha, or,
    /// where every alpha is 0, a byte that nobody uses, as in the frames of screens and cameras.
    /// </summary>
    private static bool IsPremultiplied(ReadOnlySpan<byte> pixels, out bool isUnused)
    {
        var isPremultiplied = true;
        isUnused = true;
        for (var i = 0; i < pixels.Length && (isPremultiplied || isUnused); i += 4)
        {
            var alpha = pixels[i + 3];
            isPremultiplied &= pixels[i] <= alpha && pixels[i + 1] <= alpha && pixels[i + 2] <= alpha;
            isUnused &= alpha == 0;
        }

        return isPremultiplied;
    }

    private static byte Opaque(int c, int a, AlphaHandling alpha, bool premultiplied) => (alpha, premultiplied) switch
    {
        (AlphaHandling.Drop, false) => (byte)c,

        // round(255 c / a)
        (AlphaHandling.Drop, true) => a == 0 ? (byte)0 : (byte)Math.Min(((2 * 255 * c) + a) / (2 * a), 255),

        // round((c a + 255 (255 - a)) / 255)
        (_, false) => (byte)(((c * a) + (255 * (255 - a)) + 127) / 255),

        // c is c a / 255 already
        (_, true) => (byte)Math.Min(c + 255 - a, 255),
    };
}
