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
        new("zero-shot", new TptClassifierOptions { Steps = 0 }),
        new("confident-view-averaging", new TptClassifierOptions { Method = TptMethod.ConfidentViewAveraging }),
    ];
}
