using System.Globalization;
using TorchSharp;
using Tpt.Benchmarks.Measuring;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Commands;

/// <summary><c>text</c>: the text side, published against engine.</summary>
internal static class TextBenchmark
{
    public const string Published = "published";
    public const string Engine = "engine";

    public static void Run(string model, int[] classCounts, int repetitions)
    {
        foreach (var classes in classCounts)
        {
            Console.WriteLine(Line(model, classes, repetitions));
        }
    }

    /// <summary>One run of one way, for its peak memory.</summary>
    public static void RunChild(string way, string model, int classes)
    {
        using (var sides = new TextSides(model, classes))
        {
            using var scope = NewDisposeScope();
            _ = way == Published ? sides.RunPublished() : sides.RunEngine();
        }
        PeakMemory.Report();
    }

    private static string Line(string model, int classes, int repetitions)
    {
        var publishedPeak = PeakMemory.OfChild("text-child", Published, model, classes.ToString(CultureInfo.InvariantCulture));
        var enginePeak = PeakMemory.OfChild("text-child", Engine, model, classes.ToString(CultureInfo.InvariantCulture));
        using var sides = new TextSides(model, classes);
        sides.Prepare();
        using var scope = NewDisposeScope();
        var (published, engine) = (sides.RunEngine(), sides.RunEngine());
        var (publishedSeconds, engineSeconds) = Alternation.Medians(
            () => published = sides.RunPublished(), () => engine = sides.RunEngine(), repetitions);
        var gradientDifference = ((engine.Gradient - published.Gradient).norm() / published.Gradient.norm()).item<float>();
        var exact = sides.GradientInDouble();
        double ToExact(Tensor gradient) => ((gradient.to(ScalarType.Float64) - exact).norm() / exact.norm()).item<double>();
        var featureDifference = (engine.Tuned - published.Tuned).abs().max().item<float>();
        return string.Create(CultureInfo.InvariantCulture,
            $"text model={model} classes={classes} max_prob={sides.MaxProbability:0.00} published_s={publishedSeconds:0.000} engine_s={engineSeconds:0.000} ratio={publishedSeconds / engineSeconds:0.0} "
            + $"grad_rel={gradientDifference:0.0e+0} grad_rel_fp64_published={ToExact(published.Gradient):0.0e+0} grad_rel_fp64_engine={ToExact(engine.Gradient):0.0e+0} feature_maxabs={featureDifference:0.0e+0} published_peak_gb={publishedPeak:0.00} engine_peak_gb={enginePeak:0.00}");
    }
}
