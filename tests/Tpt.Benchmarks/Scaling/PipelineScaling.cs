using TorchSharp;
using Tpt.Benchmarks.BuiltIn;
using Tpt.Benchmarks.Images;
using Tpt.Benchmarks.Measuring;

namespace Tpt.Benchmarks.Scaling;

/// <summary>Rows per second of the ML.NET pipeline on the built-in model against its batch size, and against libtorch's threads.</summary>
internal static class PipelineScaling
{
    private const string Model = "built-in";
    private static readonly string[] _measures = ["rows_per_s"];

    public static ScalingSeries MeasureBatchSizes(int[] batchSizes, int repetitions)
        => ScalingMeasurement.Run("ML.NET pipeline by batch size", Model, "batch_size", _measures, batchSizes, batchSize => [Rate(batchSize, repetitions)]);

    /// <summary>Views are made on .NET's thread pool, which this does not limit.</summary>
    public static ScalingSeries MeasureThreads(int[] threadCounts, int repetitions)
    {
        var usual = torch.get_num_threads();
        try
        {
            return ScalingMeasurement.Run("ML.NET pipeline by threads", Model, "threads", _measures, threadCounts, threads =>
            {
                torch.set_num_threads(threads);
                return [Rate(batchSize: null, repetitions)];
            });
        }
        finally
        {
            torch.set_num_threads(usual);
        }
    }

    private static double Rate(int? batchSize, int repetitions)
    {
        var images = EvaluationImages.Read(EvaluationImages.SampleFolder);
        using var pipeline = new BuiltInPipeline(images.ClassNames, batchSize);
        pipeline.Time(images.Paths);
        return images.Paths.Count / Alternation.Median([.. Enumerable.Range(0, repetitions).Select(_ => pipeline.Time(images.Paths))]);
    }
}
