using System.Text;

namespace Tpt.Cli.Reports;

/// <summary>Writes HTML that is well-formed XML too. All text and every attribute is encoded: names of classes and files are anybody's.</summary>
/// <param name="output">Where it goes; it stays open.</param>
internal sealed class HtmlWriter(TextWriter output)
{
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element, which the returned scope closes.</summary>
    public Scope Element(string name, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        OpenTag(name, attributes, end: ">");
        _open.Push(name);
        return new Scope(this);
    }

    /// <summary>An element with text and nothing else.</summary>
    public void Leaf(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        OpenTag(name, attributes, end: ">");
        Text(text);
        CloseTag(name);
    }

    /// <summary>An element that has no content, as <c>img</c>.</summary>
    public void Void(string name, params ReadOnlySpan<(string Name, string Value)> attributes) => OpenTag(name, attributes, end: " />");

    public void Text(string text) => output.Write(Encode(text));

    /// <summary>What is markup already: the style sheet, and figures that were made of encoded text.</summary>
    public void Markup(string markup) => output.Write(markup);

    /// <summary>What is not a character of XML becomes U+FFFD, so that no name breaks the page.</summary>
    internal static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '<' => encoded.Append("&lt;"),
                '>' => encoded.Append("&gt;"),
                '&' => encoded.Append("&amp;"),
                '"' => encoded.Append("&quot;"),
                '\'' => encoded.Append("&#39;"),
                '\t' or '\n' => encoded.Append((char)rune.Value),
                < ' ' or 0x7F or 0xFFFE or 0xFFFF => encoded.Append('\uFFFD'),
                _ => encoded.Append(rune.ToString()),
            };
        }
        return encoded.ToString();
    }

    private void OpenTag(string name, ReadOnlySpan<(string Name, string Value)> attributes, string end)
    {
        output.Write('<');
        output.Write(name);
        foreach (var (attribute, value) in attributes)
        {
            output.Write(' ');
            output.Write(attribute);
            output.Write("=\"");
            output.Write(Encode(value));
            output.Write('"');
        }
        output.Write(end);
    }

    private void CloseTag(string name)
    {
        output.Write("</");
        output.Write(name);
        output.Write(">\n");
    }

    /// <summary>Closes the innermost element.</summary>
    internal readonly struct Scope(HtmlWriter writer) : IDisposable
    {
        public void Dispose() => writer.CloseTag(writer._open.Pop());
    }
}
