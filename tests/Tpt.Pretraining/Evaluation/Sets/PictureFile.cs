using SkiaSharp;
using Tpt.Engine.Imaging;

namespace Tpt.Pretraining.Evaluation.Sets;

/// <summary>Reads pictures as the model takes them: transparent ones on white, not turned by their EXIF orientation.</summary>
internal static class PictureFile
{
    /// <returns>The pixels; null where the file is no picture, or not a whole one.</returns>
    public static ImagePixels? Read(string path)
    {
        using var codec = SKCodec.Create(path);
        if (codec is null)
        {
            return null;
        }
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        return codec.GetPixels(info, out var pixels) == SKCodecResult.Success
            ? ImagePixels.FromRgba(pixels, info.Width, info.Height, AlphaHandling.CompositeOnWhite)
            : null;
    }
}
