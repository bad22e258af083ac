using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;
using Tpt.Engine;
using Tpt.Engine.Imaging;
using Tpt.Engine.Imaging.Encoded;
using Tpt.ImageSharp.Headers;

namespace Tpt.ImageSharp;

/// <summary>Decodes image files with ImageSharp, in managed memory. The file is measured, and its data counted, before ImageSharp sees it.</summary>
internal sealed class ImageSharpDecoder : IImageDecoder
{
    private const int BytesPerPixel = 4;

    private ImageSharpDecoder()
    {
    }

    /// <summary>A static constructor, so that <see cref="ImageDecoders"/> finds the decoder by its name.</summary>
    static ImageSharpDecoder() => ImageDecoders.RegisterOwn(Instance);

    public static ImageSharpDecoder Instance { get; } = new();

    public string Name => "ImageSharp";

    public ImageMeasurement Measure(ReadOnlyMemory<byte> file, ImageDecoderOptions options)
    {
        var picture = PictureFile.Read(file, options.MaxPixels, out var reason, out var isTooLarge);
        return picture ?? (isTooLarge ? ImageMeasurement.TooLarge(reason!) : ImageMeasurement.Refused(reason!));
    }

    public DecodedImage Decode(ReadOnlyMemory<byte> file, ImageMeasurement measurement, ImageDecoderOptions options)
    {
        var picture = (PictureFile)measurement;
        using var pixels = DecodeToBuffer(picture, options.Alpha, out var reason);
        return pixels is null
            ? DecodedImage.Refused(reason!)
            : DecodedImage.Of(ImagePixels.FromRgba(pixels.Pixels, pixels.Width, pixels.Height, options.Alpha).ApplyExifOrientation(options.ApplyExifOrientation ? picture.Orientation : 1));
    }

    /// <summary>The picture in this library's memory. That of ImageSharp ends with the call.</summary>
    private static PixelBuffer? DecodeToBuffer(PictureFile picture, AlphaHandling alpha, out string? reason)
    {
        using var image = Load(picture.Encoded, out reason);
        if (image is null)
        {
            return null;
        }
        if ((image.Width, image.Height) != (picture.EncodedWidth, picture.EncodedHeight))
        {
            reason = ImageHeader.Text($"it is damaged: its header says {picture.EncodedWidth} x {picture.EncodedHeight} pixels and its picture {image.Width} x {image.Height}");
            return null;
        }
        var target = new PixelBuffer(picture.Header.ReducedWidth, picture.Header.ReducedHeight);
        try
        {
            Copy(image, picture, alpha, target);
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    private static Image<Rgba32>? Load(ReadOnlyMemory<byte> encoded, out string? reason)
    {
        using var stream = MemoryMarshal.TryGetArray(encoded, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(encoded.ToArray(), writable: false);
        try
        {
            reason = null;
            return Image.Load<Rgba32>(DecoderConfiguration.Instance, stream);
        }
        // What ImageSharp throws for damaged files: its own errors, NotSupportedException for variants of a format, and what comes out of its readers
        // where the data lead them outside of their tables and buffers. The memory limit and overflowing sides have errors of their own.
        catch (Exception exception) when (exception is ImageFormatException or NotSupportedException or InvalidDataException or InvalidOperationException or ArgumentException
            or IndexOutOfRangeException or NullReferenceException or DivideByZeroException or IOException or InvalidMemoryOperationException or OverflowException)
        {
            reason = $"it is damaged, or ImageSharp cannot decode it ({exception.GetType().Name}: {Cut(exception.Message)})";
            return null;
        }
    }

    /// <summary>Row by row, each as wide as the canvas. Only the first frame of an animation may be smaller than that: it is transparent beside it.</summary>
    private static void Copy(Image<Rgba32> image, PictureFile picture, AlphaHandling alpha, PixelBuffer target)
    {
        var header = picture.Header;
        var reducer = header.Factor > 1 ? new BoxReducer(header.Width, header.Height, header.Factor, alpha, target) : null;
        var canvasRow = reducer is null ? [] : new byte[header.Width * BytesPerPixel];
        for (var y = 0; y < header.Height; y++)
        {
            var row = reducer is null ? target.Row(y) : canvasRow;
            row.Clear();
            if (y >= picture.Top && y < picture.Top + image.Height)
            {
                MemoryMarshal.AsBytes(image.DangerousGetPixelRowMemory(y - picture.Top).Span).CopyTo(row[(picture.Left * BytesPerPixel)..]);
            }
            reducer?.Add(y, row);
        }
    }

    private static string Cut(string message) => message.Length > 200 ? message[..200] + "..." : message;
}
