using CsCheck;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Imaging;

/// <summary>Generators of images for property tests.</summary>
internal static class RandomImages
{
    /// <summary>RGB bytes and their sides, 1 to 40 pixels each.</summary>
    public static readonly Gen<(byte[] Rgb, int Width, int Height)> Rgb =
        from width in Gen.Int[1, 40]
        from height in Gen.Int[1, 40]
        from pixels in Gen.Byte.Array[width * height * 3]
        select (pixels, width, height);

    /// <summary>Four bytes a pixel and their sides, 1 to 20 pixels each.</summary>
    public static readonly Gen<(byte[] Rgba, int Width, int Height)> Rgba =
        from width in Gen.Int[1, 20]
        from height in Gen.Int[1, 20]
        from pixels in Gen.Byte.Array[width * height * 4]
        select (pixels, width, height);

    public static ImagePixels Noise(int width, int height, int seed)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return ImagePixels.FromRgb(pixels, width, height);
    }
}
