using SkiaSharp;

namespace Tpt.Fuzz.Corpus;

/// <summary>Right image files of every format that is read, small ones.</summary>
internal static class PictureCorpus
{
    private const int RealPictures = 6;

    public static IReadOnlyList<byte[]> Create() =>
    [
        .. from size in new[] { (1, 1), (17, 33), (48, 40) }
           from format in new[] { (SKEncodedImageFormat.Png, 100), (SKEncodedImageFormat.Jpeg, 90), (SKEncodedImageFormat.Jpeg, 30), (SKEncodedImageFormat.Webp, 80), (SKEncodedImageFormat.Webp, 100) }
           select Encode(size.Item1, size.Item2, format.Item1, format.Item2),
        .. from kind in new (byte Depth, byte Colour)[] { (1, 0), (16, 0), (8, 2), (16, 2), (2, 3), (8, 3), (8, 4), (16, 4), (8, 6), (16, 6) }
           from interlaced in new[] { false, true }
           select PngBuilder.Build(19, 13, kind.Depth, kind.Colour, interlaced),
        PictureBuilder.Gif(9, 7, 1, interlaced: false), PictureBuilder.Gif(16, 16, 3, interlaced: false), PictureBuilder.Gif(8, 20, 2, interlaced: true),
        PictureBuilder.Bmp(9, 7, 24, 0), PictureBuilder.Bmp(9, -7, 32, 0), PictureBuilder.Bmp(9, 7, 8, 0), PictureBuilder.Bmp(9, 7, 8, 1), PictureBuilder.Bmp(9, 7, 1, 0), PictureBuilder.Bmp(9, 7, 16, 3),
        PictureBuilder.ProgressiveJpeg(),
        .. ManagedCorpus.Create(),
        .. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "images"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(RealPictures).Select(File.ReadAllBytes),
    ];

    /// <summary>A picture with a gradient, a disc and, in the format that has it, transparency.</summary>
    public static byte[] Encode(int width, int height, SKEncodedImageFormat format, int quality, float hue = 20)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(bitmap);
        using var shader = SKShader.CreateLinearGradient(new SKPoint(0, 0), new SKPoint(width, height), [SKColor.FromHsv(hue, 80, 90), SKColor.FromHsv(hue + 120, 60, 40)], SKShaderTileMode.Clamp);
        using var gradient = new SKPaint { Shader = shader };
        using var disc = new SKPaint { Color = SKColor.FromHsv(hue + 200, 90, 80).WithAlpha(130), BlendMode = SKBlendMode.Src };
        canvas.DrawPaint(gradient);
        canvas.DrawCircle(width / 2f, height / 2f, width / 4f, disc);
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }
}
