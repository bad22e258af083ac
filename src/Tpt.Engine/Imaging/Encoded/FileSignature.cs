using System.Text;

namespace Tpt.Engine.Imaging.Encoded;

/// <summary>Recognises a file by its first bytes, so that a decoder only ever sees the formats that are read.</summary>
internal static class FileSignature
{
    private const string FormatsRead = "JPEG, PNG, GIF, BMP and WebP are read";

    /// <summary>The format, or <see langword="null"/> where it is none of those that are read.</summary>
    public static ImageFileFormat? Format(ReadOnlySpan<byte> file) => file switch
    {
        [0xFF, 0xD8, 0xFF, ..] => ImageFileFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => ImageFileFormat.Png,
        _ when file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8) => ImageFileFormat.Gif,
        _ when file.StartsWith("BM"u8) => ImageFileFormat.Bmp,
        _ when file.StartsWith("RIFF"u8) && file.Length >= 14 && file[8..].StartsWith("WEBPVP"u8) => ImageFileFormat.WebP,
        _ => null,
    };

    /// <summary>What a file of another format is, and which formats are read.</summary>
    /// <param name="file">The file.</param>
    /// <param name="formatsRead">The formats that the decoder reads, as a clause.</param>
    public static string Refusal(ReadOnlySpan<byte> file, string formatsRead = FormatsRead) => $"{Description(file)}; {formatsRead}";

    private static string Description(ReadOnlySpan<byte> file) => file switch
    {
        [] => "it is empty",
        _ when !file.ContainsAnyExcept((byte)0) => "it holds nothing but zero bytes",
        _ when Brand(file) is { } brand => $"it looks like {brand}",
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "it looks like a TIFF or camera raw picture",
        [0, 0, 1 or 2, 0, ..] => "it looks like a Windows icon or cursor",
        [0x1F, 0x8B, ..] => "it looks like a gzip archive",
        _ when file.StartsWith("PK"u8) => "it looks like a ZIP archive",
        _ when file.StartsWith("%PDF"u8) => "it looks like a PDF document",
        _ when file.StartsWith("8BPS"u8) => "it looks like a Photoshop document",
        _ when file.StartsWith("%!PS"u8) => "it looks like a PostScript document",
        _ when file.StartsWith("RIFF"u8) => "it looks like a RIFF file that is no WebP picture",
        [0xFF, 0x0A, ..] => "it looks like a JPEG XL picture",
        [0xFF, 0x4F, 0xFF, 0x51, ..] => "it looks like a JPEG 2000 picture",
        [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', ..] => "it looks like a JPEG XL picture",
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] => "it looks like a JPEG 2000 picture",
        _ when file.StartsWith("version https://git-lfs"u8) => "it is a Git LFS pointer, not the file itself (git lfs pull fetches it)",
        _ => TextDescription(file) ?? "its first bytes are those of no image format that is known here",
    };

    /// <summary>The brand of an ISO base media file: <c>....ftypXXXX</c>.</summary>
    private static string? Brand(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file[4..].StartsWith("ftyp"u8))
        {
            return null;
        }

        return Encoding.Latin1.GetString(file.Slice(8, 4)) switch
        {
            "avif" or "avis" => "an AVIF picture",
            "heic" or "heix" or "heim" or "heis" or "hevc" or "hevx" or "mif1" or "msf1" => "a HEIC picture",
            "crx " => "a camera raw picture",
            _ => "a video or another ISO media file",
        };
    }

    private static string? TextDescription(ReadOnlySpan<byte> file)
    {
        const int Length = 512;
        var isUtf16 = file is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        var start = file[..Math.Min(file.Length, Length)];
        foreach (var value in start)
        {
            if (!isUtf16 && value < ' ' && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f'))
            {
                return null;
            }

            if (value is 0x7F && !isUtf16)
            {
                return null;
            }
        }

        if (!isUtf16 && !LooksLikeUtf8(start))
        {
            return null;
        }

        var text = Encoding.Latin1.GetString(start);
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase))
        {
            return "it looks like an SVG drawing";
        }

        if (text.Contains("<html", StringComparison.OrdinalIgnoreCase) || text.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase))
        {
            return "it looks like an HTML page";
        }

        return "it looks like text";
    }

    /// <summary>Whether the bytes are UTF-8, the last character possibly cut.</summary>
    private static bool LooksLikeUtf8(ReadOnlySpan<byte> start)
    {
        while (!start.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(start, out _, out var consumed);
            if (status == System.Buffers.OperationStatus.NeedMoreData)
            {
                return true;
            }

            if (status != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            start = start[consumed..];
        }

        return true;
    }
}
