using Tpt.Cli.Sets;

using static System.FormattableString;

namespace Tpt.Cli.Benchmarks;

/// <summary>A data set of the paper as it was found on disk.</summary>
/// <param name="Benchmark">Which one.</param>
/// <param name="Set">The classes and pictures; its name is the benchmark's id.</param>
internal sealed record BenchmarkSet(Benchmark Benchmark, LabelledSet Set)
{
    /// <summary>By whose code the folder can be read.</summary>
    public required BenchmarkLayouts Layouts { get; init; }

    /// <summary>The folder of the pictures, a full path.</summary>
    public required string ImageFolder { get; init; }

    /// <summary>What says which pictures are the test set: the split file, or Aircraft's list. Null where the folders are the set.</summary>
    public SourceFile? SplitFile { get; init; }

    /// <summary>What the class names come from; null where they are in <see cref="SplitFile"/> or are the folders' names.</summary>
    public SourceFile? ClassNamesFile { get; init; }

    /// <summary>What a user should know of the set, in sentences.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Null where it is as large as the published test set; else a sentence with both sizes: its figures cannot be compared with published ones.</summary>
    public string? SizeWarning => (Set.Pictures.Count, Set.Classes.Count) == (Benchmark.TestPictures, Benchmark.ClassCount)
        ? null
        : Invariant($"{Benchmark.DisplayName} has {Set.Pictures.Count} pictures in {Set.Classes.Count} classes here; the published test set has {Benchmark.TestPictures} in {Benchmark.ClassCount}. Published figures do not apply.");

    /// <summary>The layouts as a report shows them: <c>TPT, ZERO</c>.</summary>
    public string LayoutName => LayoutNames.Of(Layouts);
}
