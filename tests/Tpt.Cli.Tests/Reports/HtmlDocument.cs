using System.Xml;
using System.Xml.Linq;

namespace Tpt.Cli.Tests.Reports;

/// <summary>A page, read strictly.</summary>
internal static class HtmlDocument
{
    /// <exception cref="XmlException">It is not well-formed.</exception>
    public static XElement Read(string path)
    {
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader, LoadOptions.PreserveWhitespace);
    }

    public static IEnumerable<XElement> OfClass(this XElement page, string name)
        => page.Descendants().Where(element => element.Attribute("class")?.Value.Split(' ').Contains(name) == true);

    /// <summary>What a browser would fetch or run.</summary>
    public static IEnumerable<string> Loads(this XElement page) =>
    [
        .. page.Descendants().Where(element => element.Name.LocalName is "script" or "link" or "iframe" or "object" or "embed" or "base" or "form").Select(element => element.Name.LocalName),
        .. page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)).Select(attribute => attribute.Name.LocalName),
        .. page.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "src" or "href" or "srcset" or "action" && !attribute.Value.StartsWith("data:image/", StringComparison.Ordinal)).Select(attribute => attribute.Value),
        .. page.Descendants("style").Where(style => style.Value.Contains("url(", StringComparison.Ordinal) || style.Value.Contains("@import", StringComparison.Ordinal)).Select(_ => "a style that loads"),
    ];
}
