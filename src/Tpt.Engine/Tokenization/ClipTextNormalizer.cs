using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Tpt.Engine.Tokenization;

/// <summary>
/// What happens to a text before it is split: Unicode composed (NFC), HTML entities unescaped twice, white space
/// collapsed and stripped. Lower case comes in the tokenizer.
/// </summary>
internal static partial class ClipTextNormalizer
{
    public static string Normalize(string text)
    {
        var composed = text.Normalize(NormalizationForm.FormC);
        var unescaped = WebUtility.HtmlDecode(WebUtility.HtmlDecode(composed));
        return WhiteSpace().Replace(unescaped, " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
