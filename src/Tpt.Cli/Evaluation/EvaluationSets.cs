using Tpt.Cli.Benchmarks;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Evaluation;

/// <summary>Reads the sets that a command line names.</summary>
internal static class EvaluationSets
{
    /// <summary>A folder of class folders.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="classes">The classes that compete, as they were typed; null is the folders by their names.</param>
    public static EvaluationSet ReadFolder(string folder, string? classes)
    {
        List<string> remarks = [];
        var set = ClassFolders.Read(folder, classes is null ? null : ClassList.Read(classes), remarks);
        if (Benchmark.All.FirstOrDefault(one => one.HasFolder(set.Name)) is { Kind: BenchmarkKind.ImageNet } benchmark && classes is null)
        {
            remarks.Add($"The names of the folders are the class names of the prompt. Where this is {benchmark.DisplayName}, run 'tpt evaluate {benchmark.Id} <data root>'.");
        }
        return new EvaluationSet(set, null, remarks);
    }

    /// <summary>A set of the paper.</summary>
    /// <param name="benchmark">Which one.</param>
    /// <param name="root">The folder that holds the sets, or the set's own.</param>
    /// <param name="classNamesFile">The class names; null is what the set's files have.</param>
    /// <param name="splitFile">The split file; null looks for it.</param>
    public static EvaluationSet ReadBenchmark(Benchmark benchmark, string root, string? classNamesFile, string? splitFile)
    {
        var found = BenchmarkReader.Read(benchmark, root, classNamesFile, splitFile);
        return new EvaluationSet(found.Set, benchmark, found.SizeWarning is { } warning ? [.. found.Remarks, warning] : found.Remarks);
    }

    /// <summary>All sets of the paper that are under a root.</summary>
    /// <param name="root">The folder that holds the sets.</param>
    /// <param name="classNamesFile">The names of ImageNet's classes; null is what the sets' files have.</param>
    /// <param name="missing">Those that are not there.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or none of the sets in it.</exception>
    public static IReadOnlyList<EvaluationSet> ReadAll(string root, string? classNamesFile, out IReadOnlyList<Benchmark> missing)
    {
        var present = BenchmarkRoot.FindAll(root);
        missing = [.. Benchmark.All.Except(present)];
        return present.Count > 0
            ? [.. present.Select(benchmark => ReadBenchmark(benchmark, root, benchmark.Kind == BenchmarkKind.ImageNet ? classNamesFile : null, null))]
            : throw new DirectoryNotFoundException($"'{Excerpt.Of(root)}' has none of the paper's sets. Each should have a folder of its own there, such as {string.Join(", ", Benchmark.All.Take(3).Select(one => $"'{one.Places[0].Folder}'"))}.");
    }
}
