namespace Tpt.Engine.Imaging.Encoded;

/// <summary>The formats of image files that decoders know.</summary>
internal enum ImageFileFormat
{
    Jpeg,
    Png,
    Gif,
    Bmp,
    WebP,

    /// <summary>Not read by SkiaSharp, like those that follow.</summary>
    Tiff,
    Tga,
    Pbm,
}
