namespace Microsoft.ML.Tpt.Images.Decoding;

/// <summary>The formats of image files that are read.</summary>
internal enum ImageFileFormat
{
    Jpeg,
    Png,
    Gif,
    Bmp,
    WebP,
}
