using System.Globalization;
using System.Xml.Linq;
using OxyPlot;

namespace Tpt.Cli.Reports;

/// <summary>A plot of OxyPlot as SVG within a page: as wide as its place, in the page's colours and font.</summary>
internal static class SvgFigure
{
    /// <param name="plot">The plot, in <see cref="FigureColors"/>.</param>
    /// <param name="width">Its width in units: text of size 12 is 12 units high.</param>
    /// <param name="height">Its height in units.</param>
    /// <param name="description">What it shows, for those who do not see it.</param>
    /// <returns>An element <c>svg</c>.</returns>
    public static string Of(PlotModel plot, int width, int height, string description)
    {
        plot.Culture = CultureInfo.InvariantCulture;
        var svg = XElement.Parse(SvgExporter.ExportToString(plot, width, height, isDocument: false));
        // Identifiers are the page's, and those of the next figure are the same. Nothing is drawn beyond the axes, so nothing need be clipped.
        svg.Descendants().Where(element => element.Name.LocalName == "defs").Remove();
        svg.DescendantsAndSelf().Attributes().Where(attribute => attribute.IsNamespaceDeclaration || attribute.Name.LocalName is "clip-path" or "font-family" or "version").Remove();
        foreach (var element in svg.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }
        foreach (var attribute in svg.Descendants().Attributes())
        {
            attribute.Value = FigureColors.Variables.Aggregate(attribute.Value, (value, color) => value.Replace(color.Written, color.Variable, StringComparison.Ordinal));
        }
        svg.ReplaceAttributes(
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width} {height}")),
            new XAttribute("role", "img"),
            new XAttribute("aria-label", description));
        return svg.ToString(SaveOptions.DisableFormatting);
    }
}
