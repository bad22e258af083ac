namespace Tpt.Parity.Fixtures;

/// <summary>
/// The largest absolute differences that pass, as the fixtures' README suggests them: some twenty times what the reference differs by
/// from itself in fp64, and far below the smallest of the mistakes that it lists.
/// </summary>
internal static class FixtureTolerances
{
    /// <summary>Token ids, and what is stored and only read.</summary>
    public const double Stored = 0;

    public const double Pixels = 1e-5;

    /// <summary>Features have length 1.</summary>
    public const double Features = 1e-5;

    public const double Logits = 1e-3;
}
