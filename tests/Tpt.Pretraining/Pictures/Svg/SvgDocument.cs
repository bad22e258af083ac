using System.Xml;
using System.Xml.Linq;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>The elements of a document, what their ids are, and what their properties say before inheritance.</summary>
internal sealed class SvgDocument
{
    private static readonly XName _xlinkHref = XName.Get("href", "http://www.w3.org/1999/xlink");

    private readonly Dictionary<string, XElement> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<XElement, Dictionary<string, string>> _declarations = [];

    private SvgDocument(XElement root)
    {
        Root = root;
        var sheet = StyleSheet.Parse(root.DescendantsAndSelf().Where(e => e.Name.LocalName == "style").Select(e => e.Value));
        foreach (var element in root.DescendantsAndSelf())
        {
            if ((string?)element.Attribute("id") is { } id)
            {
                _byId.TryAdd(id, element);
            }

            var style = (string?)element.Attribute("style");
            if (style is not null || !sheet.IsEmpty)
            {
                var declarations = sheet.Declarations(element);
                StyleSheet.ReadDeclarations(style ?? string.Empty, declarations);
                _declarations.Add(element, declarations);
            }
        }
    }

    public XElement Root { get; }

    /// <exception cref="FormatException">The document is not an <c>svg</c> element.</exception>
    public static SvgDocument Parse(string svg)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore };
        var namespaces = new XmlNamespaceManager(new NameTable());
        namespaces.AddNamespace("xlink", _xlinkHref.NamespaceName);
        var context = new XmlParserContext(null, namespaces, null, XmlSpace.None);
        using var reader = XmlReader.Create(new StringReader(svg), settings, context);
        var root = XElement.Load(reader);
        return root.Name.LocalName == "svg"
            ? new SvgDocument(root)
            : throw new FormatException($"The document is a <{root.Name.LocalName}>; pass an <svg>.");
    }

    /// <summary>A property of the element itself: its <c>style</c>, else the style sheet, else its attribute; null where none says it.</summary>
    public string? Property(XElement element, string name)
    {
        var value = _declarations.TryGetValue(element, out var declarations) && declarations.TryGetValue(name, out var declared)
            ? declared
            : (string?)element.Attribute(name);
        value = value?.Trim();
        return value is "inherit" or "" ? null : value;
    }

    /// <summary>What <c>href</c> or <c>xlink:href</c> points at, or null.</summary>
    public XElement? Target(XElement element) =>
        (string?)(element.Attribute("href") ?? element.Attribute(_xlinkHref)) is { } href && href.Trim() is ['#', .. var id] ? Find(id) : null;

    /// <summary>What a property like <c>clip-path="url(#a)"</c> points at; null if it is not set or points at no such element.</summary>
    public XElement? Reference(XElement element, string property, string localName) =>
        Property(element, property) is { } value && UrlReference.TryParse(value, out var url) && Find(url.Id) is { } found && found.Name.LocalName == localName
            ? found
            : null;

    public XElement? Find(string id) => _byId.GetValueOrDefault(id);
}
