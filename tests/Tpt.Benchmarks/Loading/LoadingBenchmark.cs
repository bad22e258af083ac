using System.Diagnostics;
using System.Globalization;
using TorchSharp;
using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine;
using Tpt.Engine.Checkpoints.Layouts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Loading;

/// <summary><c>loading</c>: the memory that a checkpoint takes while it is loaded, against that of its weights.</summary>
internal static class LoadingBenchmark
{
    private const string Baseline = "baseline_gb";
    private const string Peak = "peak_gb";
    private const string Loaded = "loaded_gb";
    private const string Seconds = "load_s";

    /// <param name="model">One of <see cref="ModelSizes.Names"/>.</param>
    /// <param name="vocabulary">The rows of the token embedding; null for the model's own.</param>
    /// <param name="format">One of <see cref="SyntheticCheckpoint.Formats"/>.</param>
    /// <param name="storage">One of <see cref="SyntheticCheckpoint.Storages"/>.</param>
    /// <param name="limit">The largest ratio that passes.</param>
    /// <returns>Whether the peak above the process's own memory is within the limit.</returns>
    public static bool Run(string model, int? vocabulary, string format, string storage, double limit)
    {
        var config = ModelSizes.Of(model);
        config = config with { Text = config.Text with { VocabSize = vocabulary ?? config.Text.VocabSize } };
        // The target dtype: on a CPU every weight is loaded in 32-bit floats.
        var size = ClipShapes.Of(config).Values.Sum(shape => shape.Aggregate(1L, (a, b) => a * b)) * sizeof(float) / 1e9;
        var folder = Directory.CreateTempSubdirectory("tpt-loading");
        try
        {
            var file = SyntheticCheckpoint.Write(folder.FullName, config, format, storage);
            var measures = ChildProcess.Run("loading-child", folder.FullName);
            var above = measures[Peak] - measures[Baseline];
            var ratio = above / size;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"loading model={model} vocabulary={config.Text.VocabSize} format={format} storage={storage} file_gb={file.Length / 1e9:0.00} weights_fp32_gb={size:0.00} "
                + $"baseline_gb={measures[Baseline]:0.00} loaded_gb={measures[Loaded]:0.00} peak_gb={measures[Peak]:0.00} above_baseline_gb={above:0.00} ratio={ratio:0.00} limit={limit:0.00} load_s={measures[Seconds]:0.0} {(ratio <= limit ? "PASS" : "FAIL")}"));
            return ratio <= limit;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>One load, behind a first tensor operation: libtorch's own memory counts in the baseline.</summary>
    public static void RunChild(string path)
    {
        ones(2, 2).mm(ones(2, 2)).Dispose();
        ChildProcess.Report(Baseline, Resident(process => process.WorkingSet64));
        var clock = Stopwatch.StartNew();
        using var model = ClipModel.Load(new ModelOptions { Path = path, GpuDeviceId = -1, WithoutTokenizer = true });
        ChildProcess.Report(Seconds, clock.Elapsed.TotalSeconds);
        ChildProcess.Report(Loaded, Resident(process => process.WorkingSet64));
        ChildProcess.Report(Peak, Resident(process => process.PeakWorkingSet64));
    }

    /// <summary>In GB of 10^9 bytes.</summary>
    private static double Resident(Func<Process, long> measure)
    {
        using var process = Process.GetCurrentProcess();
        return measure(process) / 1e9;
    }
}
