using System.Text;
using Tpt.Cli.Terminal;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>The lines of a text file of any length, one in memory at a time.</summary>
internal static class TextLines
{
    /// <summary>No path is longer, and a file without line ends is no list.</summary>
    private const int Longest = 1 << 16;

    // Strict: a name in another encoding would lead to no file.
    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The lines that are not blank, with their numbers from 1.</summary>
    /// <exception cref="InvalidDataException">A line is not in UTF-8, has a NUL, or is longer than 65,536 characters.</exception>
    public static IEnumerable<(int Number, string Text)> Read(string path)
    {
        using var reader = new StreamReader(path, _utf8);
        var line = new StringBuilder();
        for (var number = 1; Next(reader, line, path, number); number++)
        {
            var text = line.ToString();
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                throw new InvalidDataException(Invariant($"'{CellText.Quoted(path)}', line {number}: it has a NUL. Give a text file in UTF-8."));
            }
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return (number, text);
            }
        }
    }

    private static bool Next(StreamReader reader, StringBuilder line, string path, int number)
    {
        line.Clear();
        try
        {
            var any = false;
            for (int one; (one = reader.Read()) >= 0 && one != '\n'; any = true)
            {
                line.Append((char)one);
                if (line.Length > Longest)
                {
                    throw new InvalidDataException(Invariant($"'{CellText.Quoted(path)}', line {number}: it is longer than {Longest} characters. Give a text file with one picture on each line."));
                }
            }
            if (line.Length > 0 && line[^1] == '\r')
            {
                line.Length--;
            }
            return any || reader.Peek() >= 0;
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException(Invariant($"'{CellText.Quoted(path)}' is not in UTF-8 near line {number}. Save it as text in UTF-8."), exception);
        }
    }
}
