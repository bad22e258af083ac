using System.Xml.Linq;

namespace Tpt.Pretraining.Pictures.Svg;

/// <summary>A rule with a selector of one element: <c>path</c>, <c>.a</c>, <c>#b</c>, <c>path.a</c> or <c>*</c>.</summary>
/// <param name="Type">The element's name, or null for any.</param>
/// <param name="Class">Its class, or null for any.</param>
/// <param name="Id">Its id, or null for any.</param>
/// <param name="Body">The declarations, <c>fill: red; stroke: none</c>.</param>
internal sealed record StyleRule(string? Type, string? Class, string? Id, string Body)
{
    /// <summary>As in CSS: ids before classes before types.</summary>
    public int Specificity => (Id is null ? 0 : 100) + (Class is null ? 0 : 10) + (Type is null ? 0 : 1);

    public bool Matches(XElement element) =>
        (Type is null || element.Name.LocalName == Type)
        && (Id is null || (string?)element.Attribute("id") == Id)
        && (Class is null || ((string?)element.Attribute("class") ?? string.Empty).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Contains(Class));
}
