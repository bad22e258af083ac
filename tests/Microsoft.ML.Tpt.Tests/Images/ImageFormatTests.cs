using System.Text;

namespace Microsoft.ML.Tests.Images;

/// <summary>Files that are no JPEG, PNG, GIF, BMP or WebP are refused by the name of what they are.</summary>
public sealed class ImageFormatTests
{
    public static TheoryData<byte[], string> Others => new()
    {
        { [], "empty" },
        { new byte[500], "zero bytes" },
        { [0, 0, 0, 24, .. "ftypheic\0\0\0\0"u8], "HEIC" },
        { [0, 0, 0, 24, .. "ftypavif\0\0\0\0"u8], "AVIF" },
        { [0, 0, 0, 24, .. "ftypisom\0\0\0\0"u8], "video" },
        { [.. "II"u8, 42, 0, 8, 0, 0, 0], "TIFF" },
        { [.. "MM"u8, 0, 42, 0, 0, 0, 8], "TIFF" },
        { [0, 0, 1, 0, 1, 0, 16, 16], "icon" },
        { "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray(), "SVG" },
        { "%PDF-1.7\n"u8.ToArray(), "PDF" },
        { "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 3\n"u8.ToArray(), "Git LFS pointer" },
        { "<!DOCTYPE html><html><body>404</body></html>"u8.ToArray(), "HTML" },
        { "PK\u0003\u0004"u8.ToArray(), "ZIP" },
        { "just words"u8.ToArray(), "text" },
        { Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("words")).ToArray(), "text" },
        { [.. "RIFF"u8, 4, 0, 0, 0, .. "WAVEfmt "u8], "RIFF" },
        { [0x8F, 1, 2, 3], "no image format" },
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Decode_AnotherFormat_NamesItAndTheFormatsThatAreRead(byte[] file, string name) =>
        Pictures.Decode(file).Reason.Should().Contain(name).And.EndWith("JPEG, PNG, GIF, BMP and WebP are read");
}
