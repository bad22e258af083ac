using SkiaSharp;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Imaging.Encoded;

namespace Microsoft.ML.Tpt.Images.Decoding;

/// <summary>
/// Decodes image files with SkiaSharp into memory of its own. The file is measured before SkiaSharp sees it, and whatever it holds
/// the result is a picture or a reason.
/// </summary>
/// <remarks>As the reference decodes: straight alpha, and colours as stored, since a target without a colour space asks for no conversion.</remarks>
internal sealed class SkiaImageDecoder : IImageDecoder
{
    /// <summary>A static constructor, so that <see cref="ImageDecoders"/> finds the decoder by its name.</summary>
    static SkiaImageDecoder() => ImageDecoders.RegisterOwn(Instance);

    public static SkiaImageDecoder Instance { get; } = new();

    public string Name => "SkiaSharp";

    public ImageMeasurement Measure(ReadOnlyMemory<byte> file, ImageDecoderOptions options)
    {
        if (ImageHeader.Read(file.Span, out var reason) is not { } header)
        {
            return ImageMeasurement.Refused(reason!);
        }
        return header.Refusal(options.MaxPixels) is { } refusal ? ImageMeasurement.TooLarge(refusal) : new MeasuredHeader(header);
    }

    public DecodedImage Decode(ReadOnlyMemory<byte> file, ImageMeasurement measurement, ImageDecoderOptions options)
    {
        var header = ((MeasuredHeader)measurement).Header;
        if (Decode(file, header, options.Alpha, out var reason) is not { } image)
        {
            return DecodedImage.Refused(reason!);
        }

        var orientation = options.ApplyExifOrientation ? ExifTag.ReadOrientation(file.Span, header.Format) : 1;
        return DecodedImage.Of(image.ApplyExifOrientation(orientation));
    }

    private static ImagePixels? Decode(ReadOnlyMemory<byte> file, ImageHeader header, AlphaHandling alpha, out string? reason)
    {
        var buffer = DecodeToBuffer(file, header, alpha, out reason);
        if (buffer is null)
        {
            return null;
        }

        if (header is { Factor: > 1, Reduction: ReductionMethod.AfterDecoding })
        {
            buffer = Reduce(buffer, header, alpha);
        }

        using (buffer)
        {
            return ImagePixels.FromRgba(buffer.Pixels, buffer.Width, buffer.Height, alpha);
        }
    }

    /// <summary>The codec's part, which ends with the memory that it takes.</summary>
    private static PixelBuffer? DecodeToBuffer(ReadOnlyMemory<byte> file, ImageHeader header, AlphaHandling alpha, out string? reason)
    {
        using var source = new CodecSource(file);
        if (source.Codec is not { } codec)
        {
            reason = "it is damaged: SkiaSharp's decoder cannot read its header";
            return null;
        }

        var size = codec.Info.Size;
        if (size != new SKSizeI(header.Width, header.Height))
        {
            reason = ImageHeader.Text($"it is damaged: its header says {header.Width} x {header.Height} pixels and its picture {size.Width} x {size.Height}");
            return null;
        }

        ReductionMethod? reduction = header.Factor > 1 ? header.Reduction : null;
        var isReducedHere = reduction is ReductionMethod.ByRows or ReductionMethod.ByBands;
        if (reduction == ReductionMethod.InCodec)
        {
            size = codec.GetScaledDimensions(1f / header.Factor);
        }

        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var buffer = isReducedHere ? new PixelBuffer(header.ReducedWidth, header.ReducedHeight) : new PixelBuffer(info.Width, info.Height);
        var result = reduction switch
        {
            ReductionMethod.ByRows => DecodeRows(codec, info, header, alpha, buffer),
            ReductionMethod.ByBands => DecodeBands(codec, info, header, alpha, buffer),
            _ => codec.GetPixels(info, buffer.Address, buffer.RowBytes, SKCodecOptions.Default),
        };
        reason = Failure(result);
        if (reason is null)
        {
            return buffer;
        }

        buffer.Dispose();
        return null;
    }

    private static SKCodecResult DecodeRows(SKCodec codec, SKImageInfo info, ImageHeader header, AlphaHandling alpha, PixelBuffer target)
    {
        var started = codec.StartScanlineDecode(info);
        if (started != SKCodecResult.Success)
        {
            return started;
        }

        using var row = new PixelBuffer(info.Width, 1);
        var reducer = new BoxReducer(info.Width, info.Height, header.Factor, alpha, target);
        for (var i = 0; i < info.Height; i++)
        {
            if (codec.GetScanlines(row.Address, 1, row.RowBytes) != 1)
            {
                return SKCodecResult.IncompleteInput;
            }

            reducer.Add(codec.GetOutputScanline(i), row.Pixels);
        }

        return SKCodecResult.Success;
    }

    /// <summary>SkiaSharp gives no single rows of a PNG file, but any range of rows.</summary>
    private static SKCodecResult DecodeBands(SKCodec codec, SKImageInfo info, ImageHeader header, AlphaHandling alpha, PixelBuffer target)
    {
        using var band = new PixelBuffer(info.Width, header.BandRows);
        var reducer = new BoxReducer(info.Width, info.Height, header.Factor, alpha, target);
        for (var top = 0; top < info.Height; top += band.Height)
        {
            var rows = Math.Min(band.Height, info.Height - top);
            var options = new SKCodecOptions(SKRectI.Create(0, top, info.Width, rows));
            var result = codec.StartIncrementalDecode(info, band.Address, band.RowBytes, options);
            if (result == SKCodecResult.Success)
            {
                result = codec.IncrementalDecode();
            }

            if (result != SKCodecResult.Success)
            {
                return result;
            }

            for (var y = 0; y < rows; y++)
            {
                reducer.Add(top + y, band.Row(y));
            }
        }

        return SKCodecResult.Success;
    }

    private static PixelBuffer Reduce(PixelBuffer whole, ImageHeader header, AlphaHandling alpha)
    {
        using (whole)
        {
            var target = new PixelBuffer(header.ReducedWidth, header.ReducedHeight);
            var reducer = new BoxReducer(header.Width, header.Height, header.Factor, alpha, target);
            for (var y = 0; y < header.Height; y++)
            {
                reducer.Add(y, whole.Row(y));
            }

            return target;
        }
    }

    private static string? Failure(SKCodecResult result) => result switch
    {
        SKCodecResult.Success => null,
        SKCodecResult.IncompleteInput => "it is cut or damaged: its data end before its last pixel",
        SKCodecResult.ErrorInInput or SKCodecResult.InvalidInput => "it is damaged: its data do not decode",
        _ => $"SkiaSharp cannot decode it ({result})",
    };
}
