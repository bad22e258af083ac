using Tpt.Engine;

namespace Tpt.Benchmarks.Agreement;

/// <summary>One way to set up the engine.</summary>
/// <param name="Name">How the printed line calls it.</param>
/// <param name="Options">What becomes of the views; how they are made is the same in all settings.</param>
internal sealed record AgreementSetting(string Name, TptClassifierOptions Options)
{
    /// <summary>What the image tower computes in.</summary>
    public TptPrecision Precision { get; init; } = TptPrecision.Float32;

    /// <summary>What the image tower's features follow from, beside the image.</summary>
    public (TptPrecision Precision, double TokenMerging) Tower => (Precision, Options.TokenMerging);

    /// <summary>How many images are adapted to in one call.</summary>
    public int BatchSize { get; init; } = 1;
}
