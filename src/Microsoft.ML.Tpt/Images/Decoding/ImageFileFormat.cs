namespace Microsoft.ML;

/// <summary>The formats of image files that are read.</summary>
internal enum ImageFileFormat
{
    Jpeg,
    Png,
    Gif,
    Bmp,
    WebP,
}
