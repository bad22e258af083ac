using Tpt.Cli.Batch.Files;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Plans;

/// <summary>Where the files of a job lie: beside the plan, and the results in a folder that is called after the fingerprint.</summary>
internal sealed class JobFolder
{
    /// <param name="planPath">The plan, or its folder.</param>
    /// <param name="plan">What it says.</param>
    public JobFolder(string planPath, JobPlan plan)
    {
        Plan = Path.GetFullPath(PlanFile.PathOf(planPath));
        var folder = Path.GetDirectoryName(Plan)!;
        (Manifest, Results) = (Path.Combine(folder, plan.Manifest.File), Path.Combine(folder, plan.Fingerprint));
        Parts = Path.Combine(Results, "parts");
    }

    /// <summary>The plan's file.</summary>
    public string Plan { get; }

    public string Manifest { get; }

    /// <summary>The folder of the results.</summary>
    public string Results { get; }

    /// <summary>The folder of what is scored of shards that are not done.</summary>
    public string Parts { get; }

    /// <summary>Written last, when all shards are there and right. Whoever reads the results looks for it first.</summary>
    public string Success => Path.Combine(Results, "_SUCCESS");

    public string ShardPath(int shard) => Path.Combine(Results, $"{ShardName(shard)}.parquet");

    public string PartPath(int shard, long from, long to, string device) => Path.Combine(Parts, Invariant($"{ShardName(shard)}.part-{from}-{to}-{device}.parquet"));

    /// <summary>The parts of a shard that are there, whole or not. None where their folder is gone: another process has put the job together meanwhile.</summary>
    public IReadOnlyList<string> PartsOf(int shard) => !Directory.Exists(Parts) ? [] : [.. Directory.EnumerateFiles(Parts, $"{ShardName(shard)}.part-*.parquet").Order(StringComparer.Ordinal)];

    public void Create()
    {
        Directory.CreateDirectory(Results);
        Directory.CreateDirectory(Parts);
    }

    /// <summary>Removes parts, and what processes that were killed left. All shards are there.</summary>
    public void RemoveLeftovers()
    {
        if (Directory.Exists(Parts))
        {
            Directory.Delete(Parts, recursive: true);
        }
        foreach (var path in Directory.EnumerateFiles(Results, $"*{Publication.Extension}"))
        {
            File.Delete(path);
        }
    }

    private static string ShardName(int shard) => Invariant($"shard-{shard:D6}");
}
