namespace Tpt.Parity.Fixtures;

/// <summary>What a loader must make of a run.</summary>
internal enum FixtureVerdict
{
    /// <summary>All numbers within the tolerances.</summary>
    Loads,

    /// <summary>An error in words.</summary>
    Refused,

    /// <summary>One or the other, never other numbers.</summary>
    LoadsOrRefused,
}
