using Mono.Cecil;
using Tpt.Engine.Tests.Architecture;

namespace Tpt.Cli.Tests.Architecture;

/// <summary>A folder of the command line is a namespace. Each stands on those below it and knows none above.</summary>
public sealed class FolderRuleTests
{
    private const string Root = "Tpt.Cli";

    /// <summary>The house from top to bottom, and what each folder uses.</summary>
    private static readonly (string Folder, string[] MayUse)[] _house =
    [
        ("Commands", ["Batch.Commits", "Batch.Workers", "Batch.Plans", "Batch.Inputs", "Batch.Manifests", "Explanation", "Evaluation", "Evaluation.Predictions", "Evaluation.Scoring", "Reports", "Information", "Predictions", "Benchmarks", "Sets", "Results", "Models", "Pictures", "Terminal"]),
        ("Batch.Commits", ["Batch.Shards", "Batch.Plans", "Batch.Manifests", "Batch.Files", "Evaluation", "Evaluation.Metrics", "Evaluation.Scoring", "Reports", "Sets", "Results", "Pictures", "Terminal", "Disk"]),
        ("Batch.Workers", ["Batch.Shards", "Batch.Plans", "Batch.Manifests", "Batch.Files", "Evaluation", "Evaluation.Rows", "Evaluation.Scoring", "Results", "Pictures", "Terminal"]),
        ("Batch.Shards", ["Batch.Plans", "Batch.Manifests", "Batch.Files", "Results", "Terminal"]),
        ("Batch.Plans", ["Batch.Inputs", "Batch.Manifests", "Batch.Files", "Evaluation", "Evaluation.Rows", "Terminal"]),
        ("Batch.Inputs", ["Batch.Manifests", "Batch.Files", "Benchmarks", "Sets", "Pictures", "Terminal"]),
        ("Batch.Manifests", ["Batch.Files", "Terminal", "Disk"]),
        ("Batch.Files", ["Terminal", "Disk"]),
        ("Evaluation", ["Evaluation.Metrics", "Evaluation.Predictions", "Evaluation.Rows", "Evaluation.Scoring", "Reports", "Benchmarks", "Sets", "Results", "Pictures", "Terminal"]),
        ("Evaluation.Predictions", ["Evaluation.Rows", "Sets", "Results"]),
        ("Evaluation.Metrics", ["Evaluation.Rows", "Sets", "Results"]),
        ("Evaluation.Scoring", ["Sets", "Results", "Pictures"]),
        ("Evaluation.Rows", ["Sets", "Results", "Disk"]),
        ("Explanation", ["Reports", "Pictures", "Terminal"]),
        ("Reports", ["Sets", "Results", "Pictures", "Terminal"]),
        ("Benchmarks", ["Sets", "Terminal", "Disk"]),
        ("Results", ["Sets", "Disk"]),
        ("Sets", []),
        ("Information", ["Models", "Terminal"]),
        ("Predictions", ["Pictures", "Terminal"]),
        ("Models", ["Terminal"]),
        ("Pictures", ["Terminal", "Disk"]),
        ("Terminal", []),
        ("Disk", []),
    ];

    [Fact]
    public void CommandLine_EveryFolder_UsesOnlyWhatItMay() => Offenders(_house).Should().BeEmpty();

    [Fact]
    public void Offenders_RuleThatForbidsWhatIsDone_NamesTheTypes()
        => Offenders([.. _house.Select(row => row.Folder == "Benchmarks" ? (row.Folder, []) : row)]).Should().Contain("Tpt.Cli.Benchmarks.ClassFolders -> Tpt.Cli.Sets.LabelledSet");

    /// <summary>Every use that the rule does not allow, as <c>type -> type</c>.</summary>
    private static string[] Offenders((string Folder, string[] MayUse)[] house)
    {
        var mayUse = house.ToDictionary(row => row.Folder, row => row.MayUse, StringComparer.Ordinal);
        using var module = ModuleDefinition.ReadModule(typeof(Cli.Commands.TptCommand).Assembly.Location);
        return [.. TypeUses.Of(module)
            .Where(use => IsOwn(use.User) && IsOwn(use.Used) && use.User.Namespace != use.Used.Namespace)
            .Where(use => !(mayUse.GetValueOrDefault(FolderOf(use.User)) ?? []).Contains(FolderOf(use.Used)))
            .Select(use => $"{use.User.FullName} -> {use.Used.FullName}")
            .Order(StringComparer.Ordinal)];
    }

    private static bool IsOwn(TypeReference type) => type.Namespace.StartsWith(Root + ".", StringComparison.Ordinal);

    private static string FolderOf(TypeReference type) => type.Namespace[(Root.Length + 1)..];
}
