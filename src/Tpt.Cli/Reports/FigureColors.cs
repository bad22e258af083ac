using OxyPlot;

namespace Tpt.Cli.Reports;

/// <summary>
/// The colours of figures. A figure is drawn in colours that stand for the style sheet's variables, and <see cref="SvgFigure"/> puts the
/// variables in: these are others in the dark.
/// </summary>
internal static class FigureColors
{
    public static readonly OxyColor Ink = OxyColor.FromRgb(1, 1, 1);

    public static readonly OxyColor Line = OxyColor.FromRgb(2, 2, 2);

    public static readonly OxyColor Bar = OxyColor.FromRgb(3, 3, 3);

    public static readonly OxyColor Emphasis = OxyColor.FromRgb(4, 4, 4);

    /// <summary>What the exporter writes, and the variable that it stands for.</summary>
    public static IReadOnlyList<(string Written, string Variable)> Variables { get; } =
    [
        ("rgb(1,1,1)", "var(--ink)"),
        ("rgb(2,2,2)", "var(--line)"),
        ("rgb(3,3,3)", "var(--blue)"),
        ("rgb(4,4,4)", "var(--red)"),
    ];
}
