using Tpt.Engine.Imaging;
using Tpt.Engine.Imaging.Encoded;
using Tpt.ImageSharp.Headers;

namespace Tpt.ImageSharp;

/// <summary>A file that was measured for ImageSharp: its header, and what of it ImageSharp is given.</summary>
internal sealed class PictureFile : ImageMeasurement
{
    private const string FormatsRead = "JPEG, PNG, GIF, BMP, WebP, TIFF, TGA and PBM are read";
    private const int BytesPerPixel = 4;
    private const byte GifTrailer = 0x3B;

    private PictureFile(ImageHeader header, ReadOnlyMemory<byte> encoded)
        : base(PeakBytes(header))
    {
        Header = header;
        Encoded = encoded;
        (EncodedWidth, EncodedHeight) = (header.Width, header.Height);
    }

    public ImageHeader Header { get; }

    /// <summary>The bytes that ImageSharp gets: the file, or the first frame of an animation as a file of its own.</summary>
    public ReadOnlyMemory<byte> Encoded { get; private init; }

    public int EncodedWidth { get; private init; }

    public int EncodedHeight { get; private init; }

    /// <summary>Where the encoded picture lies on its canvas.</summary>
    public int Left { get; private init; }

    public int Top { get; private init; }

    /// <summary>The EXIF orientation, 1 to 8.</summary>
    public int Orientation { get; private init; } = 1;

    /// <summary>The file, where a picture of its size is decoded and none of its data are missing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="maxPixels">The limit.</param>
    /// <param name="reason">Why it is not, or <see langword="null"/>.</param>
    /// <param name="isTooLarge">Whether it is not for its size alone.</param>
    public static PictureFile? Read(ReadOnlyMemory<byte> file, long maxPixels, out string? reason, out bool isTooLarge)
    {
        var span = file.Span;
        var orientation = 1;
        ImageHeader? header;
        if (FileSignature.Format(span) is { } format)
        {
            header = ImageHeader.Read(span, out reason);
            orientation = header is null ? 1 : ExifTag.ReadOrientation(span, format);
        }
        else
        {
            header = TiffHeaderReader.IsTiff(span) ? TiffHeaderReader.Read(span, out reason, out orientation)
                : PbmHeaderReader.IsPbm(span) ? PbmHeaderReader.Read(span, out reason)
                : TgaHeaderReader.IsTga(span) ? TgaHeaderReader.Read(span, out reason)
                : Refuse(FileSignature.Refusal(span, FormatsRead), out reason);
        }
        var refusal = header is null ? null : Refusal(header, maxPixels);
        isTooLarge = refusal is not null;
        reason = header is null ? reason : refusal ?? Missing(header, span);
        if (reason is not null)
        {
            return null;
        }
        return header!.Format switch
        {
            ImageFileFormat.WebP => ReadWebP(file, header, orientation, out reason),
            ImageFileFormat.Gif => new PictureFile(header, Ended(file)) { Orientation = orientation },
            _ => new PictureFile(header, file) { Orientation = orientation },
        };
    }

    /// <summary>The still picture or the first frame. ImageSharp takes memory by the sides that it announces itself, so they must be those around it.</summary>
    private static PictureFile? ReadWebP(ReadOnlyMemory<byte> file, ImageHeader header, int orientation, out string? reason)
    {
        var frame = WebPFrame.First(file.Span, out reason);
        if (reason is not null)
        {
            return null;
        }
        var picture = frame is null
            ? new PictureFile(header, file) { Orientation = orientation }
            : new PictureFile(header, frame.File) { EncodedWidth = frame.Width, EncodedHeight = frame.Height, Left = frame.Left, Top = frame.Top, Orientation = orientation };
        if (WebPHeaderReader.PictureSides(picture.Encoded.Span) == (picture.EncodedWidth, picture.EncodedHeight))
        {
            return picture;
        }
        reason = ImageHeader.Text($"it is damaged: its picture has other sides than the {picture.EncodedWidth} x {picture.EncodedHeight} pixels around it");
        return null;
    }

    /// <summary>A GIF file that has all pixels and is cut behind them, with an end: ImageSharp drops a block that is not whole.</summary>
    private static ReadOnlyMemory<byte> Ended(ReadOnlyMemory<byte> file)
        => file.Span[^1] == GifTrailer ? file : (byte[])[.. file.Span, .. new byte[byte.MaxValue + 1], GifTrailer];

    private static ImageHeader? Refuse(string why, out string? reason)
    {
        reason = why;
        return null;
    }

    /// <summary>As the built-in decoder refuses, but for what it scales down while it decodes: ImageSharp decodes pictures whole.</summary>
    private static string? Refusal(ImageHeader header, long maxPixels)
    {
        if (header.Refusal(maxPixels) is { } refusal)
        {
            return refusal;
        }
        var (needed, allowed) = ((BytesPerPixel * header.PixelCount) + header.CodecBytes, maxPixels + (maxPixels / 2));
        return header.Factor > 1 && needed > allowed
            ? ImageHeader.Text($"ImageSharp takes {needed} bytes to decode its {header.Width} x {header.Height} pixels, and at most {allowed} are given to it; scale it down, or decode it with SkiaSharp")
            : null;
    }

    private static string? Missing(ImageHeader header, ReadOnlySpan<byte> file) => header.Format switch
    {
        ImageFileFormat.Png => PngDataReader.Missing(file),
        ImageFileFormat.WebP when !WebPFrame.IsWhole(file) => "it is cut: its data end before its last pixel",
        _ => null,
    };

    /// <summary>The picture in ImageSharp's memory and in this library's, then in this library's twice.</summary>
    private static long PeakBytes(ImageHeader header)
    {
        long whole = BytesPerPixel * header.PixelCount, reduced = (long)BytesPerPixel * header.ReducedWidth * header.ReducedHeight;
        return Math.Max(whole + Math.Max(header.CodecBytes, reduced), 2 * reduced);
    }
}
