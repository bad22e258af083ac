using System.Text;

namespace Tpt.Hub;

/// <summary>Small files of text that a user may have put elsewhere, even at a device without an end.</summary>
internal static class BoundedText
{
    /// <summary>The text of a file; <see langword="null"/> where it has more bytes.</summary>
    /// <exception cref="IOException">It cannot be read; <see cref="UnauthorizedAccessException"/> where it may not.</exception>
    public static string? Read(string path, int mostBytes)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[mostBytes + 1];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return count > mostBytes ? null : Encoding.UTF8.GetString(bytes, 0, count).TrimStart('\uFEFF');
    }
}
