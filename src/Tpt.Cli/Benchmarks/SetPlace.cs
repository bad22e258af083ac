namespace Tpt.Cli.Benchmarks;

/// <summary>Where a layout has a set.</summary>
/// <param name="Layouts">The layouts.</param>
/// <param name="Folder">The set's folder below the data root: <c>imagenet</c>.</param>
/// <param name="Images">The folder of its pictures below that: <c>images/val</c>; empty where that is the set's folder itself.</param>
internal sealed record SetPlace(BenchmarkLayouts Layouts, string Folder, string Images);
