namespace Tpt.Benchmarks.Agreement;

/// <summary>What one setting makes of the images.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Run">Its scores, and how it came to them.</param>
/// <param name="Difference">How far they are from those of the reference setting.</param>
internal sealed record AgreementResult(AgreementSetting Setting, AgreementRun Run, ScoreDifference Difference);
