using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Imaging;

namespace Tpt.Pretraining.Evaluation;

/// <summary>The pixels of one evaluation picture.</summary>
internal sealed class EvaluationPicture : IDisposable
{
    private readonly SKBitmap _bitmap;

    private EvaluationPicture(SKBitmap bitmap) => _bitmap = bitmap;

    /// <exception cref="InvalidDataException">The file is no image.</exception>
    public static EvaluationPicture Read(string path)
    {
        using var codec = SKCodec.Create(path) ?? throw new InvalidDataException($"'{path}' is no image that can be read.");
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        return new EvaluationPicture(SKBitmap.Decode(codec, info) ?? throw new InvalidDataException($"'{path}' cannot be decoded."));
    }

    /// <summary>A rectangle out of the centre with <paramref name="fraction"/> of each side, on white.</summary>
    /// <param name="fraction">In (0, 1]; 1 is the whole picture.</param>
    public ImagePixels CentreCrop(double fraction)
    {
        var (width, height) = (CropSide(_bitmap.Width, fraction), CropSide(_bitmap.Height, fraction));
        var (left, top) = ((_bitmap.Width - width) / 2, (_bitmap.Height - height) / 2);
        var pixels = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            var start = (top + y) * _bitmap.RowBytes + left * 4;
            _bitmap.GetPixelSpan().Slice(start, width * 4).CopyTo(pixels.AsSpan(y * width * 4));
        }
        return ImagePixels.FromRgba(pixels, width, height, AlphaHandling.CompositeOnWhite);
    }

    public void Dispose() => _bitmap.Dispose();

    private static int CropSide(int side, double fraction) => Math.Max(1, (int)Math.Round(side * fraction));
}
