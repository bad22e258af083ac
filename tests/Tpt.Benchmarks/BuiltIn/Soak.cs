using System.Globalization;
using Tpt.Benchmarks.Images;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.BuiltIn;

/// <summary>Many rows in one pass of the pipeline: neither live tensors nor resident memory may grow.</summary>
internal static class Soak
{
    /// <summary>The row behind which the first reading is taken: by then buffers and pools have their size.</summary>
    public const int StartRow = 50;

    public static string Run(BuiltInPipeline pipeline, EvaluationImages images, int rows)
    {
        var readings = new Dictionary<int, (long Tensors, long Bytes)>();
        var scored = 0;
        foreach (var _ in pipeline.Score(images.Cycle(rows)))
        {
            scored++;
            if (scored == StartRow || scored == Middle(rows) || scored == rows)
            {
                readings[scored] = (Tensor.TotalCount, Environment.WorkingSet);
            }
        }
        var (start, middle, end) = (readings[StartRow], readings[Middle(rows)], readings[rows]);
        return string.Create(CultureInfo.InvariantCulture,
            $"soak rows={scored} tensors_start={start.Tensors} tensors_middle={middle.Tensors} tensors_end={end.Tensors} "
            + $"rss_start_mb={start.Bytes / 1e6:0} rss_middle_mb={middle.Bytes / 1e6:0} rss_end_mb={end.Bytes / 1e6:0}");
    }

    private static int Middle(int rows) => (StartRow + rows) / 2;
}
