using System.Globalization;
using Tpt.Benchmarks.Images;
using Tpt.Benchmarks.Measuring;

namespace Tpt.Benchmarks.BuiltIn;

/// <summary><c>builtin</c>: the ML.NET pipeline on the built-in model, and what a row's time goes into.</summary>
internal static class BuiltInBenchmark
{
    public static void Run(int repetitions, int? soakRows)
    {
        var images = EvaluationImages.Read(EvaluationImages.SampleFolder);
        using var pipeline = new BuiltInPipeline(images.ClassNames);
        Console.WriteLine(Line(images, pipeline, repetitions));
        if (soakRows is { } rows)
        {
            Console.WriteLine(Soak.Run(pipeline, images, rows));
        }
    }

    /// <summary>
    /// The shares are of the stages one after the other. <c>exposed</c> is the share of the pipeline's time that is neither
    /// vision nor text: decode and views as far as they are not hidden behind the engine, and ML.NET's own work. Where it
    /// is smaller than the noise of the two, it may come out below 0.
    /// </summary>
    private static string Line(EvaluationImages images, BuiltInPipeline pipeline, int repetitions)
    {
        using var engine = new EngineStages(images.ClassNames);
        pipeline.Time(images.Paths);
        engine.Measure(images.Paths);
        var runs = Enumerable.Range(0, repetitions)
            .Select(_ => (Pipeline: pipeline.Time(images.Paths), Stages: engine.Measure(images.Paths))).ToArray();
        var pipelineSeconds = Alternation.Median([.. runs.Select(run => run.Pipeline)]);
        var exposed = Alternation.Median([.. runs.Select(run => 1 - (run.Stages.Vision + run.Stages.Text) / run.Pipeline)]);
        var stages = StageSeconds.Median([.. runs.Select(run => run.Stages)]);
        return string.Create(CultureInfo.InvariantCulture,
            $"builtin images={images.Paths.Count} classes={images.ClassNames.Count} rows_per_s={images.Paths.Count / pipelineSeconds:0.00} "
            + $"decode={stages.Decode / stages.Total:0.0%} views={stages.Views / stages.Total:0.0%} vision={stages.Vision / stages.Total:0.0%} "
            + $"text={stages.Text / stages.Total:0.0%} exposed={exposed:0.0%}");
    }
}
