using Microsoft.ML;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Tpt.Cli.Results;

namespace Tpt.Cli.Reports;

/// <summary>
/// Accuracy by confidence (Guo et al. 2017, figure 1): bars on the diagonal are well calibrated, below it too sure. Beneath, how many
/// pictures have such a confidence.
/// </summary>
internal static class ReliabilityDiagram
{
    private const int Width = 360;
    private const int Height = 400;
    private const int FontSize = 13;

    /// <summary>Where the upper of the two plots begins, as a share of the height from below.</summary>
    private const double Split = 0.26;

    private const double Gap = 0.06;
    private const string AccuracyKey = "accuracy";
    private const string CountKey = "count";

    public static string Of(MethodEvaluation method)
        => SvgFigure.Of(Plot(method.Calibration), Width, Height,
            $"Reliability diagram of {method.Name}: expected calibration error {Figures.Percent(method.Calibration.ExpectedCalibrationError)}");

    private static PlotModel Plot(TptCalibration calibration)
    {
        var plot = new PlotModel
        {
            PlotAreaBorderThickness = new OxyThickness(0),
            TextColor = FigureColors.Ink,
            DefaultFontSize = FontSize,
            Padding = new OxyThickness(2, 8, 16, 2),
        };
        var bins = calibration.Bins.Where(bin => bin.Count > 0).ToList();
        plot.Axes.Add(Axis(AxisPosition.Bottom, "confidence", maximum: 1, step: 0.25, Figures.WholePercent));
        plot.Axes.Add(Axis(AxisPosition.Left, "right", maximum: 1, step: 0.25, Figures.WholePercent, AccuracyKey, start: Split, end: 1));
        var most = Math.Max(1, bins.Count == 0 ? 0 : bins.Max(bin => bin.Count));
        plot.Axes.Add(Axis(AxisPosition.Left, "pictures", maximum: most, step: most, count => Figures.Count((long)count), CountKey, start: 0, end: Split - Gap));
        plot.Series.Add(Bars(AccuracyKey, FigureColors.Bar, bins.Select(bin => (bin, bin.Accuracy))));
        plot.Series.Add(Bars(CountKey, OxyColor.FromAColor(120, FigureColors.Ink), bins.Select(bin => (bin, (double)bin.Count))));
        plot.Series.Add(new LineSeries { YAxisKey = AccuracyKey, Color = FigureColors.Emphasis, LineStyle = LineStyle.Dash, StrokeThickness = 1.5, Points = { new(0, 0), new(1, 1) } });
        return plot;
    }

    private static LinearAxis Axis(AxisPosition position, string title, double maximum, double step, Func<double, string> label, string? key = null, double start = 0, double end = 1) => new()
    {
        Position = position,
        Key = key,
        Title = title,
        AxisTitleDistance = position == AxisPosition.Left ? 16 : 8,
        Minimum = 0,
        Maximum = maximum,
        MajorStep = step,
        MinorTickSize = 0,
        StartPosition = start,
        EndPosition = end,
        LabelFormatter = label,
        TicklineColor = FigureColors.Line,
        AxislineColor = FigureColors.Line,
        AxislineStyle = LineStyle.Solid,
        TextColor = FigureColors.Ink,
        TitleColor = FigureColors.Ink,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = FigureColors.Line,
    };

    private static RectangleBarSeries Bars(string axis, OxyColor color, IEnumerable<(TptCalibrationBin Bin, double Height)> bars)
    {
        var series = new RectangleBarSeries { YAxisKey = axis, FillColor = color, StrokeThickness = 0 };
        foreach (var (bin, height) in bars)
        {
            var margin = (bin.Upper - bin.Lower) * 0.06;
            series.Items.Add(new RectangleBarItem(bin.Lower + margin, 0, bin.Upper - margin, height));
        }
        return series;
    }
}
