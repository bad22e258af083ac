using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Tpt.Saving;
using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Batch.Shards;
using Tpt.Cli.Evaluation.Scoring;

namespace Tpt.Cli.Tests.Batch.Support;

/// <summary>Jobs without a model: what the files are about.</summary>
internal static class Jobs
{
    public const string Device = "cpu-float32";

    public static string[] Labels { get; } = ["cat", "dog"];

    public static ManifestRow[] Rows(int count) => [.. Enumerable.Range(0, count).Select(i => new ManifestRow($"/pictures/{i}.png", i % 3 == 2 ? null : Labels[i % 2], i + 1))];

    /// <summary>Writes manifest and plan.</summary>
    public static async Task<(JobPlan Plan, JobFolder Folder)> Create(string folder, int rows, int rowsPerShard)
    {
        var path = Path.Combine(folder, "manifest.parquet");
        ManifestSummary summary;
        await using (var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite))
        {
            summary = await ManifestFile.WriteAsync(file, Rows(rows).ToAsyncEnumerable(), rowsPerShard, CancellationToken.None);
        }
        var plan = PlanOf(summary, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(path))), rowsPerShard);
        await PlanFile.WriteAsync(folder, plan);
        var job = new JobFolder(folder, plan);
        job.Create();
        return (plan, job);
    }

    public static JobPlan PlanOf(ManifestSummary summary, string sha256, int rowsPerShard) => new JobPlan
    {
        Format = JobPlan.CurrentFormat,
        Manifest = new PlannedManifest("pictures", "manifest.parquet", summary.Rows, summary.Labelled, sha256),
        RowsPerShard = rowsPerShard,
        Scoring = new PlannedScoring(
            JobPlan.EngineVersion, new JsonObject { ["model.safetensors"] = new string('a', 64) }, JsonNode.Parse(TptOptionsJson.Write(new TptOptions { ClassNames = Labels }))!.AsObject(),
            [.. Labels.Select(one => (IReadOnlyList<string>)[one, one])], null, PictureCheck.None),
        Model = new ModelPlace(null, null, null, null),
        Shards = summary.Shards,
    }.Sealed();

    /// <summary>Rows as a worker gives them: each third row's picture cannot be read.</summary>
    public static IEnumerable<ShardRow> Scored(long from, long to) => Rows((int)to).Index().Skip((int)from).Select(row => row.Index % 3 == 1
        ? ShardRow.OfError(row.Index, row.Item, "it is no picture")
        : new ShardRow(row.Index, row.Item.Path, row.Item.Label, null, 64, Answer(row.Item, 0.8f), Answer(row.Item, 0.6f)));

    public static Task<bool> PublishShard(JobPlan plan, JobFolder folder, int shard)
    {
        var (from, to) = plan.RangeOf(shard);
        return new ShardFile(plan).PublishAsync(folder.ShardPath(shard), from, to, Device, Scored(from, to).ToAsyncEnumerable());
    }

    private static Cli.Results.MethodAnswer Answer(ManifestRow row, float first)
    {
        var answer = AnswerReader.Read(new MethodScores(new[] { first, 1 - first }, double.NaN), row.Label is null ? 0 : Array.IndexOf(Labels, row.Label));
        return row.Label is null ? answer with { LabelRank = 0, LabelScore = 0, BrierScore = 0 } : answer;
    }
}
