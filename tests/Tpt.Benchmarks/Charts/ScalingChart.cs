using ScottPlot;
using ScottPlot.MultiplotLayouts;
using ScottPlot.TickGenerators;
using Tpt.Benchmarks.Scaling;

namespace Tpt.Benchmarks.Charts;

/// <summary>One panel for each series, two in a row; logarithmic where a series spans two orders of magnitude.</summary>
internal static class ScalingChart
{
    private const int Columns = 2;
    private const int PanelWidth = 700;
    private const int PanelHeight = 450;
    private const double LogarithmicSpan = 100;

    /// <param name="series">What was measured.</param>
    /// <param name="caption">The command that measured it, written below the last panel.</param>
    /// <param name="path">The PNG file.</param>
    public static void Save(IReadOnlyList<ScalingSeries> series, string caption, string path)
    {
        var rows = (series.Count + Columns - 1) / Columns;
        var multiplot = new Multiplot();
        multiplot.AddPlots(series.Count);
        multiplot.Layout = new Grid(rows, Columns);
        for (var i = 0; i < series.Count; i++)
        {
            Draw(multiplot.GetPlot(i), series[i]);
        }
        multiplot.GetPlot(series.Count - 1).Axes.Bottom.Label.Text += $"\n{caption}";
        multiplot.SavePng(path, Columns * PanelWidth, rows * PanelHeight);
    }

    private static void Draw(Plot plot, ScalingSeries series)
    {
        var isLogarithmic = series.Points[^1].At >= LogarithmicSpan * series.Points[0].At;
        double Place(double value) => isLogarithmic ? Math.Log10(value) : value;
        foreach (var (index, measure) in series.Measures.Index())
        {
            var line = plot.Add.Scatter(
                series.Points.Select(point => Place(point.At)).ToArray(),
                series.Points.Select(point => Place(point.Values[index])).ToArray());
            (line.LegendText, line.LineWidth, line.MarkerSize) = (measure, 2, 7);
        }
        plot.Title(series.Title);
        plot.XLabel(series.Axis);
        plot.ShowLegend(Alignment.UpperLeft);
        var values = series.Points.SelectMany(point => point.Values).Select(Place).ToArray();
        if (isLogarithmic)
        {
            // Whole powers of ten, so that at least two of them have a label.
            plot.Axes.SetLimitsY(Math.Floor(values.Min()), Math.Ceiling(values.Max()));
            plot.Axes.Left.TickGenerator = PowersOfTen();
        }
        else
        {
            plot.Axes.SetLimitsY(0, 1.2 * values.Max());
        }
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. series.Points.Select(point => Place(point.At))], [.. series.Points.Select(point => point.At.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
    }

    private static NumericAutomatic PowersOfTen() => new()
    {
        MinorTickGenerator = new LogMinorTickGenerator(),
        IntegerTicksOnly = true,
        LabelFormatter = exponent => Math.Pow(10, exponent).ToString("0.#####", System.Globalization.CultureInfo.InvariantCulture),
    };
}
