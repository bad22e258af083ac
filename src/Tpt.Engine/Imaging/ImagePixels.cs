using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Tpt.Engine.Imaging;

/// <summary>A decoded 8-bit colour image: an owned copy of its pixels, opaque, rows from top to bottom. Immutable and safe to share between threads.</summary>
/// <example>
/// <code>
/// ImagePixels image = ImagePixels.FromRgb(pixels, width, height);
/// Console.WriteLine($"{image.Width} x {image.Height}: {classifier.ClassNames[classifier.Predict(image).PredictedIndex]}");
/// </code>
/// </example>
public sealed class ImagePixels
{
    private readonly byte[] _rgbx;

    internal ImagePixels(byte[] rgbx, int width, int height)
    {
        _rgbx = rgbx;
        Width = width;
        Height = height;
    }

    /// <summary>The number of columns, at least 1.</summary>
    public int Width { get; }

    /// <summary>The number of rows, at least 1.</summary>
    public int Height { get; }

    /// <summary>[height, width, 4]: red, green, blue and a byte that is always 255.</summary>
    internal ReadOnlySpan<byte> Rgbx => _rgbx;

    /// <summary>Copies an image of three bytes a pixel: red, green, blue.</summary>
    /// <param name="pixels">[height, width, 3], without gaps between the rows.</param>
    /// <param name="width">The number of columns, at least 1.</param>
    /// <param name="height">The number of rows, at least 1.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the image has more than 2^29 - 1 pixels.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length than the sides ask for.</exception>
    /// <example>
    /// <code>
    /// // Two pixels side by side: red and blue.
    /// var image = ImagePixels.FromRgb([255, 0, 0, 0, 0, 255], width: 2, height: 1);
    /// </code>
    /// </example>
    public static ImagePixels FromRgb(ReadOnlySpan<byte> pixels, int width, int height)
    {
        var rgbx = PixelConversion.Allocate(pixels, width, height, bytesPerPixel: 3);
        PixelConversion.FromRgb(pixels, rgbx);
        return new ImagePixels(rgbx, width, height);
    }

    /// <summary>Copies an image of four bytes a pixel: red, green, blue, alpha.</summary>
    /// <param name="pixels">[height, width, 4], without gaps between the rows.</param>
    /// <param name="width">The number of columns, at least 1.</param>
    /// <param name="height">The number of rows, at least 1.</param>
    /// <param name="alpha">What becomes of the alpha. The default, <see cref="AlphaHandling.Drop"/>, is the reference's.</param>
    /// <param name="premultiplied">
    /// Whether the colours were multiplied by the alpha. Then <see cref="AlphaHandling.Drop"/> divides them again:
    /// <c>round(255 c / a)</c>, and 0 where the alpha is 0. A buffer of which some colour exceeds its alpha is not premultiplied,
    /// whatever is said here: its colours are taken as they are, and an alpha that is 0 everywhere as a byte that is not used.
    /// </param>
    /// <returns>The copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, the image has more than 2^29 - 1 pixels, or <paramref name="alpha"/> is no member of its type.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length than the sides ask for.</exception>
    /// <example>
    /// <code>
    /// // Pixels of a library that stores premultiplied colours, as SkiaSharp does by default.
    /// var image = ImagePixels.FromRgba(pixels, width, height, AlphaHandling.CompositeOnWhite, premultiplied: true);
    /// </code>
    /// </example>
    public static ImagePixels FromRgba(ReadOnlySpan<byte> pixels, int width, int height, AlphaHandling alpha = AlphaHandling.Drop, bool premultiplied = false)
    {
        var rgbx = PixelConversion.Allocate(pixels, width, height, bytesPerPixel: 4);
        PixelConversion.FromColourWithAlpha(pixels, red: 0, alpha, premultiplied, rgbx);
        return new ImagePixels(rgbx, width, height);
    }

    /// <summary>Copies an image of four bytes a pixel: blue, green, red, alpha.</summary>
    /// <param name="pixels">[height, width, 4], without gaps between the rows.</param>
    /// <param name="width">The number of columns, at least 1.</param>
    /// <param name="height">The number of rows, at least 1.</param>
    /// <param name="alpha">What becomes of the alpha. The default, <see cref="AlphaHandling.Drop"/>, is the reference's.</param>
    /// <param name="premultiplied">
    /// Whether the colours were multiplied by the alpha. Then <see cref="AlphaHandling.Drop"/> divides them again:
    /// <c>round(255 c / a)</c>, and 0 where the alpha is 0. A buffer of which some colour exceeds its alpha is not premultiplied,
    /// whatever is said here: its colours are taken as they are, and an alpha that is 0 everywhere as a byte that is not used.
    /// </param>
    /// <returns>The copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, the image has more than 2^29 - 1 pixels, or <paramref name="alpha"/> is no member of its type.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length than the sides ask for.</exception>
    /// <example>
    /// <code>
    /// // The pixels of ML.NET's own images.
    /// using var picture = MLImage.CreateFromFile("cat.jpg");
    /// var image = ImagePixels.FromBgra(picture.Pixels, picture.Width, picture.Height, premultiplied: true);
    /// </code>
    /// </example>
    public static ImagePixels FromBgra(ReadOnlySpan<byte> pixels, int width, int height, AlphaHandling alpha = AlphaHandling.Drop, bool premultiplied = false)
    {
        var rgbx = PixelConversion.Allocate(pixels, width, height, bytesPerPixel: 4);
        PixelConversion.FromColourWithAlpha(pixels, red: 2, alpha, premultiplied, rgbx);
        return new ImagePixels(rgbx, width, height);
    }

    /// <summary>Copies an image of one byte a pixel; red, green and blue get the same value.</summary>
    /// <param name="pixels">[height, width], without gaps between the rows.</param>
    /// <param name="width">The number of columns, at least 1.</param>
    /// <param name="height">The number of rows, at least 1.</param>
    /// <returns>The copy.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the image has more than 2^29 - 1 pixels.</exception>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> has another length than the sides ask for.</exception>
    /// <example>
    /// <code>
    /// // A black pixel over a white one.
    /// var image = ImagePixels.FromGray([0, 255], width: 1, height: 2);
    /// </code>
    /// </example>
    public static ImagePixels FromGray(ReadOnlySpan<byte> pixels, int width, int height)
    {
        var rgbx = PixelConversion.Allocate(pixels, width, height, bytesPerPixel: 1);
        PixelConversion.FromGray(pixels, rgbx);
        return new ImagePixels(rgbx, width, height);
    }

    /// <summary>A copy of the pixels, four bytes each: red, green, blue, and 255.</summary>
    /// <returns>[height, width, 4], without gaps between the rows.</returns>
    /// <example>
    /// <code>
    /// byte[] rgba = image.ToRgba();
    /// Console.WriteLine($"the first pixel is {rgba[0]}, {rgba[1]}, {rgba[2]}");
    /// </code>
    /// </example>
    public byte[] ToRgba() => [.. _rgbx];

    /// <summary>Turns the image as its EXIF orientation tag asks. The reference implementation does not do this.</summary>
    /// <param name="orientation">The tag's value, 1 to 8: 1 as it is, 3 half a turn, 6 a quarter turn clockwise, 8 counter-clockwise; 2, 4, 5 and 7 are mirrored.</param>
    /// <returns>The turned copy, or this image itself for 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="orientation"/> is outside 1 to 8.</exception>
    /// <example>
    /// <code>
    /// // A photo from a telephone that was held upright: a quarter turn clockwise.
    /// var upright = ImagePixels.FromRgb(pixels, width, height).ApplyExifOrientation(6);
    /// </code>
    /// </example>
    public ImagePixels ApplyExifOrientation(int orientation) => ExifOrientation.Apply(this, orientation);

    /// <summary>
    /// The seed of this image's views: the first 8 bytes of SHA-256(seed, width, height, pixels), so that an image has the
    /// same views wherever it stands in the data and on whatever platform.
    /// </summary>
    internal ulong ContentSeed(int seed)
    {
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(header, seed);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], Width);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], Height);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(_rgbx);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }
}
