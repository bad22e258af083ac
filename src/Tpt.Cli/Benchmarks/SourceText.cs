using System.Security.Cryptography;
using System.Text;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>The bytes of a list or split file, read once: what is parsed is what the fingerprint is of.</summary>
internal sealed class SourceText
{
    private const int LongestMegabytes = 32;

    // Strict: a name in another encoding would reach the prompt with signs for what is unreadable.
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private SourceText(string path, byte[] bytes)
    {
        Bytes = bytes;
        File = new SourceFile(path, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    public ReadOnlyMemory<byte> Bytes { get; }

    public SourceFile File { get; }

    public string Path => File.Path;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is empty, no regular file, or longer than 32 MiB; the longest of the published ones has about 12.</exception>
    public static SourceText Read(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        using var file = RegularFile.Open(path);
        if (file.Length > LongestMegabytes << 20)
        {
            throw new InvalidDataException(Invariant($"'{path}' has {file.Length} bytes. A list or split file has at most {LongestMegabytes} MiB; is this another file?"));
        }
        var bytes = new byte[file.Length];
        file.Read(bytes, offset: 0);
        return new SourceText(path, bytes);
    }

    /// <summary>The lines that are not blank, trimmed, with their numbers from 1.</summary>
    /// <exception cref="InvalidDataException">The file is not in UTF-8, has a control character, or no lines.</exception>
    public IReadOnlyList<(int Number, string Text)> Lines()
    {
        var text = Text();
        (int Number, string Text)[] lines =
            [.. text.Split('\n').Select((line, i) => (i + 1, line.Trim())).Where(line => line.Item2.Length > 0)];
        if (lines.FirstOrDefault(line => line.Text.Any(c => char.IsControl(c) && c != '\t')) is { Text: not null } bad)
        {
            throw new InvalidDataException(Invariant($"'{Path}', line {bad.Number}: '{Excerpt.Of(bad.Text)}' has a control character. Save the file as plain text in UTF-8."));
        }
        return lines.Length > 0 ? lines : throw new InvalidDataException($"'{Path}' has no lines.");
    }

    /// <summary>The whole text, without a byte order mark.</summary>
    /// <exception cref="InvalidDataException">It is not in UTF-8.</exception>
    public string Text()
    {
        try
        {
            return _utf8.GetString(Bytes.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"'{Path}' is not in UTF-8. Save it as text in UTF-8.", e);
        }
    }
}
