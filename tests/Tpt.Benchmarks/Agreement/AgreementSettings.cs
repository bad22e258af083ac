using Tpt.Engine.Approximations;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Benchmarks.Agreement;

/// <summary>The settings that are compared, one a line.</summary>
internal static class AgreementSettings
{
    /// <summary>What the others are held against: tuning with default options in 32-bit floats.</summary>
    public static readonly AgreementSetting Reference = new("tuning", ApproximationOptions.None);

    public static readonly IReadOnlyList<AgreementSetting> All =
    [
        new("tuning-again", ApproximationOptions.None),
        new("tuning-bfloat16", new() { Precision = TptPrecision.BFloat16 }),
        new("pruning-1e-3", new() { PruningTolerance = 1e-3 }),
        new("pruning-1e-2", new() { PruningTolerance = 1e-2 }),
        new("pruning-1e-2-bfloat16", new() { Precision = TptPrecision.BFloat16, PruningTolerance = 1e-2 }),
        new("pruning-5e-2", new() { PruningTolerance = 5e-2 }),
        new("pruning-2e-1", new() { PruningTolerance = 0.2 }),
        new("first-order-1e-3", new() { FirstOrderTolerance = 1e-3 }),
        new("first-order-1e-2", new() { FirstOrderTolerance = 1e-2 }),
        new("first-order-1e-2-rank-256", new() { FirstOrderTolerance = 1e-2, FirstOrderRank = 256 }),
        new("first-order-5e-2", new() { FirstOrderTolerance = 5e-2 }),
        new("first-order-1e-2-pruning-5e-2", new() { FirstOrderTolerance = 1e-2, PruningTolerance = 5e-2 }),
        new("first-order-1e-2-pruning-2e-1", new() { FirstOrderTolerance = 1e-2, PruningTolerance = 0.2 }),
        new("first-order-5e-2-pruning-2e-1", new() { FirstOrderTolerance = 5e-2, PruningTolerance = 0.2 }),
        new("first-order-5e-2-pruning-2e-1-bfloat16", new() { Precision = TptPrecision.BFloat16, FirstOrderTolerance = 5e-2, PruningTolerance = 0.2 }),
        new("first-order-5e-2-pruning-5e-1", new() { FirstOrderTolerance = 5e-2, PruningTolerance = 0.5 }),
        new("pruning-5e-2-bfloat16", new() { Precision = TptPrecision.BFloat16, PruningTolerance = 5e-2 }),
        new("pruning-5e-2-bfloat16-exact-margin-5e-2", new() { Precision = TptPrecision.BFloat16, PruningTolerance = 5e-2, ExactMargin = 5e-2 }),
        new("pruning-5e-2-bfloat16-exact-margin-1e-1", new() { Precision = TptPrecision.BFloat16, PruningTolerance = 5e-2, ExactMargin = 0.1 }),
        new("pruning-1e-1-bfloat16", new() { Precision = TptPrecision.BFloat16, PruningTolerance = 0.1 }),
        new("pruning-1e-1-bfloat16-exact-margin-5e-2", new() { Precision = TptPrecision.BFloat16, PruningTolerance = 0.1, ExactMargin = 5e-2 }),
        new("tuning-bfloat16-exact-margin-5e-2", new() { Precision = TptPrecision.BFloat16, ExactMargin = 5e-2 }),
        new("first-order-5e-2-pruning-2e-1-bfloat16-exact-margin-1e-1", new() { Precision = TptPrecision.BFloat16, FirstOrderTolerance = 5e-2, PruningTolerance = 0.2, ExactMargin = 0.1 }),
        new("dropout-5e-1", new() { PatchDropout = 0.5 }),
        new("dropout-5e-1-pruning-5e-2-bfloat16-exact-margin-1e-1", new() { Precision = TptPrecision.BFloat16, PatchDropout = 0.5, PruningTolerance = 5e-2, ExactMargin = 0.1 }),
        new("dropout-5e-1-pruning-5e-2-bfloat16-exact-margin-2e-1", new() { Precision = TptPrecision.BFloat16, PatchDropout = 0.5, PruningTolerance = 5e-2, ExactMargin = 0.2 }),
        new("dropout-75e-2-pruning-5e-2-bfloat16-exact-margin-1e-1", new() { Precision = TptPrecision.BFloat16, PatchDropout = 0.75, PruningTolerance = 5e-2, ExactMargin = 0.1 }),
        new("dropout-75e-2-pruning-5e-2-bfloat16-exact-margin-2e-1", new() { Precision = TptPrecision.BFloat16, PatchDropout = 0.75, PruningTolerance = 5e-2, ExactMargin = 0.2 }),
        new("margin-gate-2e-1", ApproximationOptions.None) { Gate = new MarginGateOptions { Threshold = 0.2 } },
        new("margin-gate-25e-2", ApproximationOptions.None) { Gate = new MarginGateOptions { Threshold = 0.25 } },
        new("margin-gate-1e-1", ApproximationOptions.None) { Gate = new MarginGateOptions { Threshold = 0.1 } },
        new("margin-gate-2e-1-pruning-5e-2-bfloat16-exact-margin-1e-1", new() { Precision = TptPrecision.BFloat16, PruningTolerance = 5e-2, ExactMargin = 0.1 }) { Gate = new MarginGateOptions { Threshold = 0.2 } },
        new("agreement-gate", ApproximationOptions.None) { Gate = new AgreementGateOptions() },
        new("batches-of-8", ApproximationOptions.None) { BatchSize = 8 },
        new("batches-of-8-share-passes", new() { SharePasses = true }) { BatchSize = 8 },
        new("class-chunks-of-5", ApproximationOptions.None) { ClassChunkSize = 5 },
        new("zero-shot", ApproximationOptions.None) { Method = new ZeroShotOptions() },
        new("confident-view-averaging", ApproximationOptions.None) { Method = new ConfidentViewAveragingOptions() },
    ];

    /// <summary>The settings of these names; all where there is none.</summary>
    public static IReadOnlyList<AgreementSetting> Of(IReadOnlyCollection<string> names)
        => names.Count == 0 ? All : [.. All.Where(setting => names.Contains(setting.Name))];
}
