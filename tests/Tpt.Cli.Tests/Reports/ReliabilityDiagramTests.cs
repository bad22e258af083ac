using System.Globalization;
using System.Xml.Linq;
using Microsoft.ML;
using Tpt.Cli.Reports;

namespace Tpt.Cli.Tests.Reports;

public sealed class ReliabilityDiagramTests
{
    [Fact]
    public void Of_BinInWhichNothingIsRight_HasAThinBar()
    {
        var method = Evaluations.Small().Methods[0] with { Calibration = TptCalibration.Create([(0.9f, false)], 15) };

        var heights = XElement.Parse(ReliabilityDiagram.Of(method)).Descendants()
            .Where(element => element.Attributes().Any(attribute => attribute.Value.Contains("var(--blue)", StringComparison.Ordinal)))
            .Select(element => double.Parse(element.Attribute("height")!.Value, CultureInfo.InvariantCulture));

        heights.Should().ContainSingle().Which.Should().BeInRange(2, 5);
    }
}
