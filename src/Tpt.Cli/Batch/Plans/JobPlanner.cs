using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Tpt.Saving;
using Tpt.Cli.Batch.Files;
using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Evaluation;
using Tpt.Cli.Terminal;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Plans;

/// <summary>Writes manifest and plan of a job into a folder.</summary>
/// <param name="output">The folder.</param>
/// <param name="messages">What is said meanwhile.</param>
internal sealed class JobPlanner(string output, Messages messages)
{
    /// <returns>The plan's path.</returns>
    /// <exception cref="InvalidDataException">There is another plan, or the input has no picture.</exception>
    public async Task<string> RunAsync(JobRequest request, CancellationToken cancellationToken)
    {
        using var folder = new MadeFolder(output);
        var temporary = Path.Combine(output, $"manifest.{Guid.NewGuid():N}{Publication.Extension}");
        try
        {
            var (summary, sha256) = await WriteManifestAsync(temporary, request, cancellationToken);
            // Called after what is in it, so that two that are planned at once do not take each other's.
            var manifest = new PlannedManifest(request.Input.Name, $"manifest-{sha256[..16]}.parquet", summary.Rows, summary.Labelled, sha256);
            var plan = PlanOf(request, summary, manifest);
            // A plan that is there is looked at before anything is put beside it.
            if (File.Exists(Path.Combine(output, PlanFile.Name)))
            {
                await PlanFile.WriteAsync(output, plan);
            }
            Publication.Place(temporary, Path.Combine(output, manifest.File));
            var isNew = await PlanFile.WriteAsync(output, plan);
            Tell(plan, summary, isNew);
        }
        finally
        {
            File.Delete(temporary);
        }
        return Path.Combine(output, PlanFile.Name);
    }

    private static async Task<(ManifestSummary Summary, string Sha256)> WriteManifestAsync(string path, JobRequest request, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite);
        var summary = await ManifestFile.WriteAsync(file, new PictureStamps(request.Check).AddAsync(request.Input.Rows, cancellationToken), request.RowsPerShard, cancellationToken);
        if (summary.Rows == 0)
        {
            throw new InvalidDataException(request.Input.WithoutPictures);
        }
        file.Flush(flushToDisk: true);
        file.Position = 0;
        return (summary, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)));
    }

    private static JobPlan PlanOf(JobRequest request, ManifestSummary summary, PlannedManifest manifest)
    {
        request.Options.Prompt.Template ??= request.Model.RecommendedPromptTemplate ?? PromptOptions.DefaultTemplate;
        var options = new TptOptions
        {
            ClassNames = [.. request.Input.Classes.Select(one => one.ClassName)],
            Prompt = request.Options.Prompt,
            Views = request.Options.Views,
            Method = request.Options.Method,
            Calibration = request.Options.Calibration,
            Gate = request.Options.Gate,
            Approximations = request.Options.Approximations,
            Decoder = request.Decoder,
            Images = { ApplyExifOrientation = request.AppliesExifOrientation },
        };
        options.Validate();
        var scoring = new PlannedScoring(
            JobPlan.EngineVersion, RunSettings.FilesOf(request.Model), JsonNode.Parse(TptOptionsJson.Write(options))!.AsObject(),
            [.. request.Input.Classes.Select(one => (IReadOnlyList<string>)[one.ClassName, .. one.Names])], request.CascadeMargin, request.Check);
        return new JobPlan
        {
            Format = JobPlan.CurrentFormat,
            Manifest = manifest,
            RowsPerShard = request.RowsPerShard,
            Scoring = scoring,
            Model = request.Place,
            Shards = summary.Shards,
        }.Sealed();
    }

    private void Tell(JobPlan plan, ManifestSummary summary, bool isNew)
    {
        if (summary.Unreadable > 0 && plan.Scoring.PictureCheck != PictureCheck.None)
        {
            messages.Warn(Invariant($"Not there, or no regular file with bytes in it: {summary.Unreadable} of {Words.Count(summary.Rows, "picture")}. What has not come before it is scored is a row with an error."));
        }
        messages.Say(isNew ? Invariant($"{Words.Count(summary.Rows, "picture")}, {summary.Labelled} with a label, in {(plan.Shards is [_] ? "1 shard: --shard 0" : $"{Words.Count(plan.Shards.Count, "shard")} from 0 to {plan.Shards.Count - 1}")}") : $"The plan is there already, and the same.");
        messages.Say($"fingerprint: {Excerpt.Of(plan.Fingerprint)}");
    }
}
