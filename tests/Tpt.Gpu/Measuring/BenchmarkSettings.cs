using static TorchSharp.torch;

namespace Tpt.Gpu.Measuring;

/// <summary>What <see cref="GpuBenchmark"/> times.</summary>
internal sealed record BenchmarkSettings
{
    public required Device Device { get; init; }

    /// <summary>A name of <see cref="Tpt.Benchmarks.Synthetic.ModelSizes"/>.</summary>
    public required string Model { get; init; }

    /// <summary>How many views go through the image tower in one pass.</summary>
    public required int[] Batches { get; init; }

    /// <summary>How many classes a prompt is tuned for.</summary>
    public required int[] Classes { get; init; }

    /// <summary>How many prompts go through the text tower together; null for the library's choice.</summary>
    public required int? ClassChunkSize { get; init; }

    /// <summary>How many views an image has.</summary>
    public required int Views { get; init; }

    /// <summary>How many runs are timed, of which the median counts.</summary>
    public required int Repetitions { get; init; }

    public required bool TimesPublished { get; init; }

    /// <summary>The card's name; null where nobody said it.</summary>
    public required string? Card { get; init; }

    /// <summary>The card's limit for dense products in bfloat16, in TFLOP/s; null where it is not known.</summary>
    public required double? PeakTeraflops { get; init; }
}
