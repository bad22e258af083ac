using Tpt.Engine;

namespace Tpt.Benchmarks.Agreement;

/// <summary>The settings that are compared, one a line.</summary>
internal static class AgreementSettings
{
    /// <summary>What the others are held against: tuning with default options in 32-bit floats.</summary>
    public static readonly AgreementSetting Reference = new("tuning", new TptClassifierOptions());

    public static readonly IReadOnlyList<AgreementSetting> All =
    [
        new("tuning-again", new TptClassifierOptions()),
        new("tuning-bfloat16", new TptClassifierOptions()) { Precision = TptPrecision.BFloat16 },
        new("pruning-1e-3", new TptClassifierOptions { PruningTolerance = 1e-3 }),
        new("pruning-1e-2", new TptClassifierOptions { PruningTolerance = 1e-2 }),
        new("pruning-1e-2-bfloat16", new TptClassifierOptions { PruningTolerance = 1e-2 }) { Precision = TptPrecision.BFloat16 },
        new("pruning-5e-2", new TptClassifierOptions { PruningTolerance = 5e-2 }),
        new("pruning-2e-1", new TptClassifierOptions { PruningTolerance = 0.2 }),
        new("first-order-1e-3", new TptClassifierOptions { FirstOrderTolerance = 1e-3 }),
        new("first-order-1e-2", new TptClassifierOptions { FirstOrderTolerance = 1e-2 }),
        new("first-order-1e-2-rank-256", new TptClassifierOptions { FirstOrderTolerance = 1e-2, FirstOrderRank = 256 }),
        new("first-order-5e-2", new TptClassifierOptions { FirstOrderTolerance = 5e-2 }),
        new("first-order-1e-2-pruning-5e-2", new TptClassifierOptions { FirstOrderTolerance = 1e-2, PruningTolerance = 5e-2 }),
        new("first-order-1e-2-pruning-2e-1", new TptClassifierOptions { FirstOrderTolerance = 1e-2, PruningTolerance = 0.2 }),
        new("first-order-5e-2-pruning-2e-1", new TptClassifierOptions { FirstOrderTolerance = 5e-2, PruningTolerance = 0.2 }),
        new("first-order-5e-2-pruning-2e-1-bfloat16", new TptClassifierOptions { FirstOrderTolerance = 5e-2, PruningTolerance = 0.2 }) { Precision = TptPrecision.BFloat16 },
        new("first-order-5e-2-pruning-5e-1", new TptClassifierOptions { FirstOrderTolerance = 5e-2, PruningTolerance = 0.5 }),
        new("pruning-5e-2-bfloat16", new TptClassifierOptions { PruningTolerance = 5e-2 }) { Precision = TptPrecision.BFloat16 },
        new("pruning-5e-2-bfloat16-exact-margin-5e-2", new TptClassifierOptions { PruningTolerance = 5e-2, ExactMargin = 5e-2 }) { Precision = TptPrecision.BFloat16 },
        new("pruning-5e-2-bfloat16-exact-margin-1e-1", new TptClassifierOptions { PruningTolerance = 5e-2, ExactMargin = 0.1 }) { Precision = TptPrecision.BFloat16 },
        new("pruning-1e-1-bfloat16", new TptClassifierOptions { PruningTolerance = 0.1 }) { Precision = TptPrecision.BFloat16 },
        new("pruning-1e-1-bfloat16-exact-margin-5e-2", new TptClassifierOptions { PruningTolerance = 0.1, ExactMargin = 5e-2 }) { Precision = TptPrecision.BFloat16 },
        new("tuning-bfloat16-exact-margin-5e-2", new TptClassifierOptions { ExactMargin = 5e-2 }) { Precision = TptPrecision.BFloat16 },
        new("first-order-5e-2-pruning-2e-1-bfloat16-exact-margin-1e-1", new TptClassifierOptions { FirstOrderTolerance = 5e-2, PruningTolerance = 0.2, ExactMargin = 0.1 }) { Precision = TptPrecision.BFloat16 },
        new("merging-9e-1", new TptClassifierOptions { TokenMerging = 0.9 }),
        new("merging-9e-1-pruning-5e-2-bfloat16-exact-margin-5e-2", new TptClassifierOptions { TokenMerging = 0.9, PruningTolerance = 5e-2, ExactMargin = 5e-2 }) { Precision = TptPrecision.BFloat16 },
        new("merging-9e-1-pruning-5e-2-bfloat16-exact-margin-1e-1", new TptClassifierOptions { TokenMerging = 0.9, PruningTolerance = 5e-2, ExactMargin = 0.1 }) { Precision = TptPrecision.BFloat16 },
        new("merging-9e-1-pruning-5e-2-bfloat16-exact-margin-2e-1", new TptClassifierOptions { TokenMerging = 0.9, PruningTolerance = 5e-2, ExactMargin = 0.2 }) { Precision = TptPrecision.BFloat16 },
        new("batches-of-8", new TptClassifierOptions()) { BatchSize = 8 },
        new("batches-of-8-share-text-passes", new TptClassifierOptions { ShareTextPasses = true }) { BatchSize = 8 },
        new("class-chunks-of-5", new TptClassifierOptions { ClassChunkSize = 5 }),
        new("zero-shot", new TptClassifierOptions { Steps = 0 }),
        new("confident-view-averaging", new TptClassifierOptions { Method = TptMethod.ConfidentViewAveraging }),
    ];

    /// <summary>The settings of these names; all where there is none.</summary>
    public static IReadOnlyList<AgreementSetting> Of(IReadOnlyCollection<string> names)
        => names.Count == 0 ? All : [.. All.Where(setting => names.Contains(setting.Name))];
}
