using SkiaSharp;

namespace Tpt.Pretraining.Pictures;

/// <summary>Writes pictures for evaluation as PNG files on white: <c>set/class name/style.png</c>.</summary>
internal static class EvaluationPictures
{
    private const string Animals = "animals-nature";
    private const string Food = "food-drink";

    private static readonly string[] _styles = ["noto", "fluent-emoji-flat"];

    /// <summary>The sets of the repository: the held-out style, and the held-out concepts.</summary>
    public static void Write(PictureLibrary library, string folder)
    {
        WriteSet(library, Path.Combine(folder, "held-out-style-seen-animals"), (s, c) => s.Split == Split.HeldOut && c.Split == Split.Training && c.Group == Animals);
        WriteSet(library, Path.Combine(folder, "held-out-style-seen-food"), (s, c) => s.Split == Split.HeldOut && c.Split == Split.Training && c.Group == Food);
        WriteSet(library, Path.Combine(folder, "seen-style-held-out-concepts"), (s, c) => _styles.Contains(s.Name) && c.Split == Split.HeldOut);
        WriteSet(library, Path.Combine(folder, "held-out-style-held-out-concepts"), (s, c) => s.Split == Split.HeldOut && c.Split == Split.HeldOut);
    }

    /// <summary>The sets that recipe and settings are chosen on; they stay in the work folder.</summary>
    public static void WriteValidation(PictureLibrary library, string folder)
    {
        WriteSet(library, Path.Combine(folder, "validation-style-seen-animals"), (s, c) => s.Split == Split.Validation && c.Split == Split.Training && c.Group == Animals);
        WriteSet(library, Path.Combine(folder, "validation-style-seen-food"), (s, c) => s.Split == Split.Validation && c.Split == Split.Training && c.Group == Food);
        WriteSet(library, Path.Combine(folder, "validation-concepts-seen-style"), (s, c) => _styles.Contains(s.Name) && c.Split == Split.Validation);
        WriteSet(library, Path.Combine(folder, "validation-style-validation-concepts"), (s, c) => s.Split == Split.Validation && c.Split == Split.Validation);
    }

    private static void WriteSet(PictureLibrary library, string folder, Func<DrawingStyle, Concept, bool> belongs)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        for (var i = 0; i < library.Pictures.Count; i++)
        {
            var (style, concept) = (library.Styles[library.Pictures[i].Style], library.Concepts[library.Pictures[i].Concept]);
            if (belongs(style, concept))
            {
                var path = Path.Combine(folder, concept.Name, style.Name + ".png");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, Png(library.Pixels.AsSpan(i * PictureLibrary.BytesPerPicture, PictureLibrary.BytesPerPicture)));
            }
        }
    }

    /// <summary>Over white, <c>premultiplied + 255 - alpha</c>.</summary>
    private static byte[] Png(ReadOnlySpan<byte> premultiplied)
    {
        var pixels = new byte[premultiplied.Length];
        for (var i = 0; i < premultiplied.Length; i += 4)
        {
            var white = byte.MaxValue - premultiplied[i + 3];
            for (var channel = 0; channel < 3; channel++)
            {
                pixels[i + channel] = (byte)Math.Min(byte.MaxValue, premultiplied[i + channel] + white);
            }
            pixels[i + 3] = byte.MaxValue;
        }
        using var image = SKImage.FromPixelCopy(new SKImageInfo(PictureLibrary.Size, PictureLibrary.Size, SKColorType.Rgba8888, SKAlphaType.Opaque), pixels);
        using var encoded = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        return encoded.ToArray();
    }
}
