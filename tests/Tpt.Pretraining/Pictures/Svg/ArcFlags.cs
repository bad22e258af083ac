using System.Text;
using System.Text.RegularExpressions;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>Makes arcs in path data readable to Skia.</summary>
internal static partial class ArcFlags
{
    /// <summary>
    /// Path data with spaces around the two flags of every arc. SVG lets them run into what follows, <c>a4 4 0 108 0</c>
    /// for <c>a4 4 0 1 0 8 0</c>; Skia reads them as numbers.
    /// </summary>
    public static string Separate(string data)
    {
        if (!data.AsSpan().ContainsAny('a', 'A'))
        {
            return data;
        }

        var separated = new StringBuilder(data.Length + 16);
        var end = 0;
        foreach (var arcs in Arcs().EnumerateMatches(data))
        {
            separated.Append(data, end, arcs.Index - end);
            end = arcs.Index + arcs.Length;
            separated.Append(Flags().Replace(data[arcs.Index..end], "${radii} ${large} ${sweep} ${point} "));
        }

        return separated.Append(data, end, data.Length - end).ToString();
    }

    // An arc command and the numbers behind it, up to the next command.
    [GeneratedRegex("[aA][^a-df-zA-DF-Z]*")]
    private static partial Regex Arcs();

    // Two radii and an angle, the two flags, the end point.
    [GeneratedRegex(@"(?<radii>(?:[\s,]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?){3})[\s,]*(?<large>[01])[\s,]*(?<sweep>[01])(?<point>(?:[\s,]*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?){2})")]
    private static partial Regex Flags();
}
