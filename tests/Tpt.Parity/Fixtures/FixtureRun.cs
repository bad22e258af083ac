namespace Tpt.Parity.Fixtures;

/// <summary>One way to load a case.</summary>
internal sealed record FixtureRun
{
    /// <summary>A folder or a file, relative to the case.</summary>
    public required string Path { get; init; }

    public FixtureOptions Options { get; init; } = new();

    public required FixtureVerdict Verdict { get; init; }

    /// <summary>What a refusal must say; null where the case does not ask for words.</summary>
    public FixtureRefusal? Refusal { get; init; }

    /// <summary>Names of files that must not come into being in the current folder. A case that has some is an attack.</summary>
    public IReadOnlyList<string> MustNotExist { get; init; } = [];
}
