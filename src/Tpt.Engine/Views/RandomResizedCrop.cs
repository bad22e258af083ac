using System.Drawing;

namespace Tpt.Engine.Views;

/// <summary>What torchvision's RandomResizedCrop and RandomHorizontalFlip draw for one view.</summary>
/// <param name="Area">The part of the image, in pixels.</param>
/// <param name="Mirror">Whether it is mirrored left to right.</param>
internal readonly record struct RandomResizedCrop(Rectangle Area, bool Mirror)
{
    private const int Tries = 10;
    private const double RatioMin = 3.0 / 4.0;
    private const double RatioMax = 4.0 / 3.0;

    // torch.log(torch.tensor(ratio)) in fp32
    private static readonly float s_logRatioMin = MathF.Log((float)RatioMin);
    private static readonly float s_logRatioMax = MathF.Log((float)RatioMax);

    public static RandomResizedCrop Draw(TorchRandom random, int width, int height, double scaleMin, double scaleMax, double flipProbability)
    {
        var area = DrawArea(random, width, height, scaleMin, scaleMax);
        return new RandomResizedCrop(area, random.Rand() < (float)flipProbability);
    }

    private static Rectangle DrawArea(TorchRandom random, int width, int height, double scaleMin, double scaleMax)
    {
        var area = (double)width * height;
        for (var i = 0; i < Tries; i++)
        {
            // w = sqrt(A s r), h = sqrt(A s / r); s uniform, log r uniform. Python's round takes halves to the even number.
            var target = area * random.Uniform((float)scaleMin, (float)scaleMax);
            double ratio = (float)Math.Exp(random.Uniform(s_logRatioMin, s_logRatioMax));
            var w = Round(Math.Sqrt(target * ratio));
            var h = Round(Math.Sqrt(target / ratio));
            if (w > 0 && w <= width && h > 0 && h <= height)
            {
                var top = (int)random.RandomInt(0, height - h + 1);
                var left = (int)random.RandomInt(0, width - w + 1);
                return new Rectangle(left, top, w, h);
            }
        }

        return Central(width, height);
    }

    /// <summary>The largest central part whose ratio is allowed.</summary>
    private static Rectangle Central(int width, int height)
    {
        var ratio = (double)width / height;
        var w = ratio > RatioMax ? Round(height * RatioMax) : width;
        var h = ratio < RatioMin ? Round(width / RatioMin) : height;
        return new Rectangle((width - w) / 2, (height - h) / 2, w, h);
    }

    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);
}
