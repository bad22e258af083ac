using SkiaSharp;

namespace Tpt.Documentation.Tests;

/// <summary>A temporary folder of pictures for the sample, and the sample's process on it.</summary>
public sealed class SampleFolder : IDisposable
{
    private static readonly string _pictures = System.IO.Path.Combine(AppContext.BaseDirectory, "images");

    private readonly string _outside = Directory.CreateTempSubdirectory("tpt").FullName;

    public SampleFolder() => Directory.CreateDirectory(Images);

    /// <summary>The folder that the sample reads.</summary>
    public string Images => System.IO.Path.Combine(_outside, "images");

    /// <summary>Where the sample saves its model.</summary>
    public string Model => Outside("MLModel.zip");

    /// <summary>A path below the folder that the sample reads.</summary>
    public string Path(params string[] parts) => System.IO.Path.Combine([Images, .. parts]);

    /// <summary>A path beside the folder that the sample reads.</summary>
    public string Outside(string name) => System.IO.Path.Combine(_outside, name);

    /// <summary>Copies the sample's own picture of a thing to a path below the folder.</summary>
    public void Copy(string thing, params string[] parts)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(parts))!);
        File.Copy(System.IO.Path.Combine(_pictures, thing, "openmoji.png"), Path(parts));
    }

    /// <summary>Writes a text to a path below the folder.</summary>
    public void Write(string text, params string[] parts)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(parts))!);
        File.WriteAllText(Path(parts), text);
    }

    /// <summary>Writes the picture of a thing as a JPEG with an EXIF orientation.</summary>
    public void WriteJpeg(string thing, byte orientation, params string[] parts)
    {
        using var picture = SKBitmap.Decode(System.IO.Path.Combine(_pictures, thing, "openmoji.png"));
        using var jpeg = picture.Encode(SKEncodedImageFormat.Jpeg, 95);
        // A TIFF header and a directory of one entry: tag 0x0112, a short, one of it.
        byte[] exif = [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(parts))!);
        File.WriteAllBytes(Path(parts), [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg.ToArray()[2..]]);
    }

    /// <summary>Runs the sample on the folder with 10 views.</summary>
    public Task<SampleOutput> Run(params string[] options) => SampleProcess.Run(["--images", Images, "--save", Model, "--views", "10", .. options]);

    public void Dispose() => Directory.Delete(_outside, recursive: true);
}
