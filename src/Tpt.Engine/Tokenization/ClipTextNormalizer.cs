using System.Text.RegularExpressions;

namespace Tpt.Engine.Tokenization;

/// <summary>What happens to a text before it is split: repaired, HTML entities unescaped twice, white space collapsed, lower case.</summary>
internal static partial class ClipTextNormalizer
{
    public static string Normalize(string text)
    {
        var unescaped = HtmlEntities.Unescape(HtmlEntities.Unescape(TextRepair.Fix(text)));
        return PythonLowerCase.ToLower(WhiteSpace().Replace(unescaped, " ").Trim());
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
