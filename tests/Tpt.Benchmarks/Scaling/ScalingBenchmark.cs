namespace Tpt.Benchmarks.Scaling;

/// <summary><c>scaling</c>: cost against classes, views, batch size and threads, one at a time.</summary>
internal static class ScalingBenchmark
{
    private const string Command = "dotnet run -c Release --project tests/Tpt.Benchmarks -- scaling";
    private static readonly int[] _classes = [10, 30, 100, 300, 1000, 3000, 10_000];
    private static readonly int[] _views = [8, 16, 24, 32, 40, 48, 56, 64];
    private static readonly int[] _batchSizes = [1, 2, 4, 8, 16];
    private static readonly int[] _threads = [1, 2];

    public static void Run(bool quick, string folder)
    {
        var repetitions = quick ? 1 : 5;
        ScalingReport.Write(
            [
                ClassScaling.Measure(quick ? [10, 30, 100] : _classes),
                ViewScaling.Measure(quick ? [8, 16] : _views, repetitions),
                PipelineScaling.MeasureBatchSizes(quick ? [1, 4] : _batchSizes, repetitions),
                PipelineScaling.MeasureThreads(_threads, repetitions),
            ],
            quick ? $"{Command} --quick" : Command,
            folder);
    }
}
