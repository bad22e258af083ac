using Microsoft.ML;
using Tpt.Cli.Terminal;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Pictures;

/// <summary>Reads pictures as the ML.NET stage reads their bytes. A bad one is an answer, not an exception. Any thread.</summary>
/// <param name="decoder">The decoder.</param>
/// <param name="options">Its options.</param>
internal sealed class PictureReader(IImageDecoder decoder, ImageDecoderOptions options)
{
    /// <summary>What is said of a file without a length.</summary>
    public const string NoRegularFile = "it is empty, or no regular file";

    private static readonly string[] _everywhere = [".bmp", ".gif", ".jpeg", ".jpg", ".png", ".webp"];

    private static readonly string[] _imageSharp = [.. _everywhere, ".pbm", ".pgm", ".ppm", ".tga", ".tif", ".tiff"];

    private const char Replacement = '\uFFFD';

    private readonly PictureMemory _memory = new();

    /// <summary>The reader of a stage with these options.</summary>
    public static PictureReader Of(TptOptions options) => new(options.Decoder ?? ImageDecoders.SkiaSharp, options.Images.ForDecoder());

    public IImageDecoder Decoder => decoder;

    public string DecoderName => decoder.Name;

    public bool AppliesExifOrientation => options.ApplyExifOrientation;

    /// <summary>The endings of the files that are pictures, where a folder and not the picture itself is named.</summary>
    public IReadOnlyList<string> Extensions => decoder.Name == "ImageSharp" ? _imageSharp : _everywhere;

    public PictureContent Read(string path)
    {
        var (file, error) = ReadFile(path);
        return file is null ? new PictureContent(null, error) : Decode(file, decoder.Measure(file, options));
    }

    /// <summary>Reads a picture in its turn, and makes something of it before the next large one is decoded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="make">What is made of the pixels.</param>
    /// <param name="cancellationToken">Gives up before the picture is decoded.</param>
    /// <returns>What was made, or why the picture cannot be read.</returns>
    public async Task<(T? Made, string? Error)> ReadAsync<T>(string path, Func<ImagePixels, T> make, CancellationToken cancellationToken)
        where T : class
    {
        var (file, error) = ReadFile(path);
        if (file is null)
        {
            return (null, error);
        }
        var measurement = decoder.Measure(file, options);
        using var turn = await _memory.EnterAsync(measurement.DecodingBytes, cancellationToken);
        var content = Decode(file, measurement);
        return (content.Pixels is { } pixels ? make(pixels) : null, content.Error);
    }

    /// <summary>The bytes of a file, or why there are none.</summary>
    public static (byte[]? File, string? Error) ReadFile(string path)
    {
        // A folder lists a name that is not UTF-8 with U+FFFD in it, and under that there is nothing.
        if (path.Contains(Replacement, StringComparison.Ordinal) && !Path.Exists(path))
        {
            return (null, "its name is not UTF-8; rename it");
        }
        try
        {
            if (!File.Exists(path))
            {
                return (null, WhyNoFile(path));
            }
            // A pipe or a device has no length either. It is never opened: that could wait for ever.
            return new FileInfo(path) is { Length: > 0 } ? (File.ReadAllBytes(path), null) : (null, NoRegularFile);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, exception is IOException && BrokenLink.FaultOf(path) is { } fault ? $"it is {fault}" : exception.Message);
        }
    }

    /// <summary>Of a name among others that stands for no picture.</summary>
    /// <exception cref="UnauthorizedAccessException">It is a folder that may not be read.</exception>
    private static string WhyNoFile(string path) => !Directory.Exists(path) ? "there is no such picture and no such folder"
        : Directory.EnumerateFileSystemEntries(path).Any() ? "it is a folder without pictures" : "it is an empty folder";

    private PictureContent Decode(byte[] file, ImageMeasurement measurement)
    {
        if (measurement.Reason is { } reason)
        {
            return new PictureContent(null, reason);
        }
        var decoded = decoder.Decode(file, measurement, options);
        return new PictureContent(decoded.Pixels, decoded.Reason);
    }
}
