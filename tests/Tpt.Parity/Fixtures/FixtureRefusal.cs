namespace Tpt.Parity.Fixtures;

/// <summary>Why a run is to be refused.</summary>
internal sealed record FixtureRefusal
{
    public string Reason { get; init; } = "";

    /// <summary>The message must have at least one of these, without regard to case, outside of the paths that the loader was given.</summary>
    public IReadOnlyList<string> MessageAnyOf { get; init; } = [];
}
