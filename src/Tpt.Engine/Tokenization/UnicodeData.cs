using System.Globalization;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// What the tokenizer asks of Unicode beyond a character's category, from a table of this library. .NET asks the system's ICU: another
/// version of that would give other tokens, and without it (DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1, the default of Alpine's images)
/// <see cref="string.Normalize()"/> returns every text as it is.
/// </summary>
internal static class UnicodeData
{
    private const string Resource = "Tpt.Engine.Unicode.txt";

    private static readonly Dictionary<int, int[]> _parts = [];
    private static readonly Dictionary<(int First, int Second), int> _composed = [];
    private static readonly Dictionary<int, int> _order = [];
    private static readonly Dictionary<int, int> _width = [];
    private static readonly Dictionary<int, int> _lower = [];

    static UnicodeData()
    {
        using var reader = new StreamReader(typeof(UnicodeData).Assembly.GetManifestResourceStream(Resource)!);
        var section = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('@'))
            {
                section = line;
            }
            else if (!line.StartsWith('#'))
            {
                Add(section, line.Split(' '));
            }
        }
    }

    /// <summary>The parts of a character's canonical decomposition, which may have parts themselves; null where it has none.</summary>
    public static IReadOnlyList<int>? PartsOf(int character) => _parts.GetValueOrDefault(character);

    /// <summary>The character that two others compose to, or null.</summary>
    public static int? Compose(int first, int second) => _composed.TryGetValue((first, second), out var composed) ? composed : null;

    /// <summary>The canonical combining class: 0 for what other characters may be combined with, more for most of what is combined with it.</summary>
    public static int CombiningClass(int character) => _order.GetValueOrDefault(character);

    /// <summary>The usual form of a full-width or half-width form; any other character itself.</summary>
    public static int UsualWidth(int character) => character + _width.GetValueOrDefault(character);

    /// <summary>The small letter of a capital one, where that is one character; any other character itself.</summary>
    public static int LowerCase(int character) => character + _lower.GetValueOrDefault(character);

    private static void Add(string section, string[] fields)
    {
        if (section == "@parts")
        {
            var character = Hexadecimal(fields[0]);
            int[] parts = [.. fields[2..].Select(Hexadecimal)];
            _parts.Add(character, parts);
            if (fields[1] == "=")
            {
                _composed.Add((parts[0], parts[1]), character);
            }
            return;
        }
        var values = section switch { "@order" => _order, "@width" => _width, _ => _lower };
        var range = fields[0].Split("..");
        var (last, step) = range[1].EndsWith("/2", StringComparison.Ordinal) ? (range[1][..^2], 2) : (range[1], 1);
        for (var character = Hexadecimal(range[0]); character <= Hexadecimal(last); character += step)
        {
            values.Add(character, int.Parse(fields[1], CultureInfo.InvariantCulture));
        }
    }

    private static int Hexadecimal(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
