namespace Tpt.Benchmarks.Scaling;

/// <summary><c>scaling</c>: cost against classes, views, batch size and threads, one at a time.</summary>
internal static class ScalingBenchmark
{
    private const string Command = "dotnet run -c Release --project tests/Tpt.Benchmarks -- scaling";
    private static readonly int[] _classes = [10, 30, 100, 300, 1000, 3000, 10_000];
    private static readonly int[] _quickClasses = [10, 30, 100, 300, 1000];
    private static readonly int[] _views = [8, 16, 24, 32, 40, 48, 56, 64];
    private static readonly int[] _quickViews = [8, 16, 32, 64];
    private static readonly int[] _batchSizes = [1, 2, 4, 8, 16];
    private static readonly int[] _quickBatchSizes = [1, 4, 16];
    private static readonly int[] _threads = [1, 2];

    /// <summary>Table and chart are written anew after each axis, so that an interrupted run leaves those that it finished.</summary>
    public static void Run(bool quick, string folder)
    {
        var repetitions = quick ? 1 : 5;
        Func<ScalingSeries>[] axes =
        [
            () => ViewScaling.Measure(quick ? _quickViews : _views, repetitions),
            () => PipelineScaling.MeasureBatchSizes(quick ? _quickBatchSizes : _batchSizes, repetitions),
            () => PipelineScaling.MeasureThreads(_threads, repetitions),
            () => ClassScaling.Measure(quick ? _quickClasses : _classes),
        ];
        var series = new List<ScalingSeries>();
        foreach (var measure in axes)
        {
            series.Add(measure());
            ScalingReport.Write(series, quick ? $"{Command} --quick" : Command, folder);
        }
        Console.Write(File.ReadAllText(ScalingReport.TablePath(folder)));
    }
}
