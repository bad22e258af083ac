using System.Globalization;
using System.Text.RegularExpressions;

namespace Tpt.Pretraining.Texts;

/// <summary>A line of WordNet's data.noun: a set of words that mean one thing.</summary>
/// <param name="Words">As written, with spaces for underscores.</param>
/// <param name="Category">Its lexicographer file.</param>
/// <param name="Gloss">Lower case, without examples and what stands in brackets.</param>
/// <param name="Hypernyms">The offsets of what it is a kind or an instance of.</param>
/// <param name="IsInstance">Whether it is one person, place or work rather than a kind of thing.</param>
internal sealed partial record WordNetSense(IReadOnlyList<string> Words, string Category, string Gloss, IReadOnlyList<string> Hypernyms, bool IsInstance)
{
    private const int FirstWord = 4;
    private const int FieldsPerWord = 2;
    private const int FieldsPerPointer = 4;

    /// <summary>
    /// <c>offset file type words(hex) [word id]... pointers(decimal) [symbol offset type places]... | gloss</c>, as wndb(5) says.
    /// </summary>
    /// <exception cref="InvalidDataException">The line is not of that form.</exception>
    public static (string Offset, WordNetSense Sense) Parse(string line)
    {
        try
        {
            var bar = line.IndexOf('|', StringComparison.Ordinal);
            var fields = line[..bar].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var words = new string[int.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
            for (var i = 0; i < words.Length; i++)
            {
                words[i] = fields[FirstWord + (FieldsPerWord * i)].Replace('_', ' ');
            }
            var pointerCount = FirstWord + (FieldsPerWord * words.Length);
            var (hypernyms, isInstance) = ReadHypernyms(fields, pointerCount + 1, int.Parse(fields[pointerCount], CultureInfo.InvariantCulture));
            var category = WordNetCategories.NameOf(int.Parse(fields[1], CultureInfo.InvariantCulture));
            return (fields[0], new WordNetSense(words, category, Clean(line[(bar + 1)..]), hypernyms, isInstance));
        }
        catch (Exception e) when (e is FormatException or IndexOutOfRangeException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"'{line}' is no line of WordNet's data.noun.", e);
        }
    }

    private static (IReadOnlyList<string> Hypernyms, bool IsInstance) ReadHypernyms(string[] fields, int start, int count)
    {
        var hypernyms = new List<string>();
        var isInstance = false;
        for (var i = 0; i < count; i++)
        {
            var (symbol, offset, type) = (fields[start + (FieldsPerPointer * i)], fields[start + (FieldsPerPointer * i) + 1], fields[start + (FieldsPerPointer * i) + 2]);
            if (symbol is "@" or "@i" && type == "n")
            {
                hypernyms.Add(offset);
                isInstance |= symbol == "@i";
            }
        }
        return (hypernyms, isInstance);
    }

    private static string Clean(string gloss)
    {
        var definition = InBrackets().Replace(Examples().Replace(gloss, ""), "");
        return WhiteSpace().Replace(definition, " ").Replace(" ;", ";", StringComparison.Ordinal).Replace(" ,", ",", StringComparison.Ordinal).Trim(' ', ';', ',').ToLowerInvariant();
    }

    [GeneratedRegex("""[;:]?\s*".*$""")]
    private static partial Regex Examples();

    [GeneratedRegex(@"\([^)]*\)")]
    private static partial Regex InBrackets();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
