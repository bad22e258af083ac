using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>The rules of a document's <c>style</c> elements. Selectors of more than one element, and at-rules, are ignored.</summary>
internal sealed partial class StyleSheet
{
    private readonly StyleRule[] _rules;

    private StyleSheet(StyleRule[] rules) => _rules = rules;

    public bool IsEmpty => _rules.Length == 0;

    public static StyleSheet Parse(IEnumerable<string> texts)
    {
        var rules = from text in texts
                    from Match block in Block().Matches(Comment().Replace(text, string.Empty))
                    from selector in block.Groups["selectors"].Value.Split(',')
                    let parts = Selector().Match(selector.Trim())
                    where parts.Success
                    select new StyleRule(Group(parts, "type"), Group(parts, "class"), Group(parts, "id"), block.Groups["body"].Value);
        return new StyleSheet([.. rules.OrderBy(rule => rule.Specificity)]);
    }

    /// <summary>What the rules declare for an element, the most specific rule having the last word.</summary>
    public Dictionary<string, string> Declarations(XElement element)
    {
        var declarations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in _rules.Where(rule => rule.Matches(element)))
        {
            ReadDeclarations(rule.Body, declarations);
        }

        return declarations;
    }

    /// <summary>Reads <c>name: value; name: value</c> over what is there.</summary>
    public static void ReadDeclarations(string text, Dictionary<string, string> declarations)
    {
        foreach (var declaration in text.Split(';'))
        {
            var colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                declarations[declaration[..colon].Trim()] = declaration[(colon + 1)..].Replace("!important", string.Empty, StringComparison.Ordinal).Trim();
            }
        }
    }

    private static string? Group(Match match, string name) => match.Groups[name] is { Success: true, Value: not "*" } group ? group.Value : null;

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<selectors>[^{}]+)\{(?<body>[^{}]*)\}")]
    private static partial Regex Block();

    [GeneratedRegex(@"^(?=.)(?<type>\*|[\w-]+)?(?:#(?<id>[\w-]+))?(?:\.(?<class>[\w-]+))?$")]
    private static partial Regex Selector();
}
