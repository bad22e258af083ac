using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.Benchmarks.Micro;

/// <summary>A seeded photo-sized image: what resizing costs does not depend on what is to be seen.</summary>
internal static class NoiseImage
{
    private const int Width = 500;
    private const int Height = 400;

    public static ImagePixels Create()
    {
        var pixels = new byte[Width * Height * 3];
        new Random(0).NextBytes(pixels);
        return ImagePixels.FromRgb(pixels, Width, Height);
    }
}
