using System.Globalization;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>What an image file says of itself before anything is decoded: its format, its sides and what decoding it will take.</summary>
/// <param name="Format">The format.</param>
/// <param name="Width">The number of columns that the file announces, at least 1.</param>
/// <param name="Height">The number of rows that the file announces, at least 1.</param>
/// <param name="Reduction">How the picture is reduced where it has more than <see cref="WholePixels"/>.</param>
/// <param name="CodecBytes">An upper estimate of the memory that the codec takes for itself.</param>
internal sealed record ImageHeader(ImageFileFormat Format, int Width, int Height, ReductionMethod Reduction, long CodecBytes)
{
    /// <summary>Pictures up to this size are decoded whole; larger ones are reduced to at most as many pixels.</summary>
    /// <remarks>
    /// A reduced picture has 2^23 pixels or more. The smallest random crop, 8 % of its area, still has ten times the pixels of a
    /// view of 224 x 224, so no view is enlarged.
    /// </remarks>
    public const long WholePixels = 1 << 25;

    private const int BytesPerPixel = 4;

    /// <summary>Two bands of it are the default limit, 358 MB each: decoding begins at the top again for each band.</summary>
    private const long BandPixels = ImageDecoderOptions.DefaultMaxPixels / 2;

    /// <summary>What the codec may take for a picture that is decoded whole: 8 bytes a pixel, and some rows.</summary>
    private const long WholeCodecBytes = 300_000_000;

    public long PixelCount => (long)Width * Height;

    /// <summary>The whole number that the sides are divided by; 1 for pictures that are decoded whole.</summary>
    public int Factor
    {
        get
        {
            var factor = 1;
            while (ReducedPixels(factor) > WholePixels)
            {
                // Codecs scale fast by powers of two only.
                factor = Reduction == ReductionMethod.InCodec ? factor * 2 : factor + 1;
            }

            return factor;
        }
    }

    /// <summary>The rows of a band, of <see cref="ReductionMethod.ByBands"/>.</summary>
    public int BandRows => (int)Math.Clamp(BandPixels / Width, 1, Height);

    public int ReducedWidth => Divide(Width, Factor);

    public int ReducedHeight => Divide(Height, Factor);

    /// <summary>The memory that decoding takes at its peak, the pixels that are handed out included and the file itself not.</summary>
    public long DecodingBytes
    {
        get
        {
            var result = BytesPerPixel * ReducedPixels(Factor);
            return Factor == 1
                ? result + Math.Max(CodecBytes, result)
                : Math.Max(WorkingBytes + result, 2 * result);
        }
    }

    /// <summary>What a reduced picture takes besides the pixels that are kept.</summary>
    private long WorkingBytes => CodecBytes + Reduction switch
    {
        ReductionMethod.ByRows => (long)BytesPerPixel * Width,
        ReductionMethod.ByBands => (long)BytesPerPixel * Width * BandRows,
        ReductionMethod.AfterDecoding => BytesPerPixel * PixelCount,
        _ => 0,
    };

    /// <summary>Reads the header of a file in one of the formats that are read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="reason">Why there is no header: the format is another one, the header is damaged, or the file is too short for its pixels.</param>
    public static ImageHeader? Read(ReadOnlySpan<byte> file, out string? reason)
    {
        if (FileSignature.Format(file) is not { } format)
        {
            reason = FileSignature.Refusal(file);
            return null;
        }

        return format switch
        {
            ImageFileFormat.Jpeg => JpegHeaderReader.Read(file, out reason),
            ImageFileFormat.Png => PngHeaderReader.Read(file, out reason),
            ImageFileFormat.Gif => GifHeaderReader.Read(file, out reason),
            ImageFileFormat.Bmp => BmpHeaderReader.Read(file, out reason),
            _ => WebPHeaderReader.Read(file, out reason),
        };
    }

    /// <summary>Why a picture of this size is not decoded, or <see langword="null"/>.</summary>
    public string? Refusal(long maxPixels)
    {
        if (PixelCount > maxPixels)
        {
            return Text($"it announces {Width} x {Height} pixels, above Images.{nameof(ImageDecoderOptions.MaxPixels)} = {maxPixels}");
        }

        // 1.5 bytes a pixel: 268 MB at the default limit.
        var allowed = maxPixels + (maxPixels / 2);
        var (needed, limit) = Factor == 1 ? (CodecBytes, WholeCodecBytes)
            : Reduction == ReductionMethod.ByBands ? (CodecBytes, allowed)
            : (WorkingBytes, allowed);
        return needed > limit
            ? Text($"decoding its {Width} x {Height} pixels takes {needed} bytes, and at most {limit} are given to it; scale it down, or save it as baseline JPEG")
            : null;
    }

    internal static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static int Divide(int side, int factor) => (int)(((long)side + factor - 1) / factor);

    private long ReducedPixels(int factor) => (long)Divide(Width, factor) * Divide(Height, factor);
}
