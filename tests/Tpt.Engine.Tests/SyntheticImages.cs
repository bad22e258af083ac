using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests;

/// <summary>Pictures made from a seed, for tests that need pixels but no meaning.</summary>
internal static class SyntheticImages
{
    /// <summary>Soft coloured blobs with some noise, so that crops differ and nothing saturates.</summary>
    public static ImagePixels Create(int seed, int width = 80, int height = 72)
    {
        var random = new Random(seed);
        var (cx, cy, hue) = (random.NextDouble() * width, random.NextDouble() * height, random.NextDouble() * 6);
        var rgb = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var distance = Math.Sqrt((x - cx) * (x - cx) + (y - cy) * (y - cy)) / width;
                for (var c = 0; c < 3; c++)
                {
                    var value = 128 + 100 * Math.Cos(hue + 2 * c + 5 * distance) + 20 * random.NextDouble();
                    rgb[(y * width + x) * 3 + c] = (byte)Math.Clamp(value, 0, 255);
                }
            }
        }
        return ImagePixels.FromRgb(rgb, width, height);
    }
}
