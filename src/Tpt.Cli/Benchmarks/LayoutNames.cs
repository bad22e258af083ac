namespace Tpt.Cli.Benchmarks;

/// <summary>The layouts as reports and messages write them.</summary>
internal static class LayoutNames
{
    private static readonly (BenchmarkLayouts Layout, string Name)[] _names =
        [(BenchmarkLayouts.Reference, "TPT"), (BenchmarkLayouts.CoOp, "CoOp"), (BenchmarkLayouts.Zero, "ZERO")];

    /// <summary><c>TPT, ZERO</c>, or <c>other</c>.</summary>
    public static string Of(BenchmarkLayouts layouts) => layouts == BenchmarkLayouts.Other
        ? "other"
        : string.Join(", ", _names.Where(one => layouts.HasFlag(one.Layout)).Select(one => one.Name));
}
