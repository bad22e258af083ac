using System.Globalization;
using TorchSharp;
using Tpt.Benchmarks.Commands;
using Tpt.Benchmarks.Measuring;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Scaling;

/// <summary>The engine's text side of one image against the number of classes, each count in a process of its own for its peak memory.</summary>
internal static class ClassScaling
{
    private const string Model = "ViT-B/16";
    private const string Seconds = "text_s";

    /// <summary>From so many classes on, one run is long enough to be timed once, without a warm-up.</summary>
    private const int ManyClasses = 1000;

    public static ScalingSeries Measure(int[] counts) => ScalingMeasurement.Run(
        "Text side of one image", Model, "classes", [Seconds, PeakMemory.Name], counts,
        count =>
        {
            var measures = ChildProcess.Run("scaling-child", count.ToString(CultureInfo.InvariantCulture));
            return [measures[Seconds], measures[PeakMemory.Name]];
        });

    public static void RunChild(int classes)
    {
        using (var sides = new TextSides(Model, classes))
        {
            if (classes < ManyClasses)
            {
                Time(sides);
            }
            double[] runs = [.. Enumerable.Range(0, classes < ManyClasses ? 5 : 1).Select(_ => Time(sides))];
            ChildProcess.Report(Seconds, Alternation.Median(runs));
        }
        PeakMemory.Report();
    }

    private static double Time(TextSides sides) => Alternation.Time(() =>
    {
        using var scope = NewDisposeScope();
        sides.RunEngine();
    });
}
