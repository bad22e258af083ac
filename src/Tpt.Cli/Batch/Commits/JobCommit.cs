using System.Text.Json.Nodes;
using Tpt.Cli.Batch.Files;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Evaluation;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Pictures;
using Tpt.Cli.Reports;
using Tpt.Cli.Results;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Commits;

/// <summary>Puts a job together: looks at all of its results, writes a summary and where there are labels figures and a report, and last <c>_SUCCESS</c>.</summary>
/// <param name="plan">The plan.</param>
/// <param name="folder">Where the files lie.</param>
/// <param name="reader">Reads the pictures of the report.</param>
/// <param name="messages">What is said meanwhile.</param>
internal sealed class JobCommit(JobPlan plan, JobFolder folder, PictureReader reader, Messages messages)
{
    private const string SummaryName = "summary.json";
    private const string ReportName = "report.html";

    /// <summary>How many labelled rows there may be for figures and a report.</summary>
    public required int MostLabelledRows { get; init; }

    /// <summary>Puts it together. Where that was done before, everything is looked at again.</summary>
    /// <returns>What there is to print.</returns>
    /// <exception cref="IOException">Shards are missing or damaged.</exception>
    /// <exception cref="InvalidDataException">What is there is not of the plan.</exception>
    public async Task<EvaluationText> RunAsync(CancellationToken cancellationToken)
    {
        // It goes first and comes last: where this fails, nothing says that the job is whole.
        if (File.Exists(folder.Success))
        {
            File.Delete(folder.Success);
        }
        var (counts, labelled) = (new RowCounts(), new LabelledRows(plan, MostLabelledRows));
        var sums = await new JobCheck(plan, folder).ReadAsync(row =>
        {
            counts.Add(row);
            labelled.Add(row);
        }, cancellationToken);
        if (counts.FirstError is { } bad)
        {
            messages.Warn(Invariant($"{counts.Errors} of {counts.Rows} rows have an error, such as '{CellText.Quoted(bad.Path)}': {Excerpt.Of(bad.Error ?? "")}"));
        }
        string[] devices = [.. sums.Select(one => one.Device).Distinct()];
        if (devices.Length > 1)
        {
            messages.Warn($"The shards were computed on {Excerpt.Of(devices, " and ")}: scores may differ in their last digits from one to the other.");
        }
        var summary = new JsonObject { ["fingerprint"] = plan.Fingerprint, ["counts"] = counts.ToJson(), ["devices"] = new JsonArray([.. devices]) };
        await MetricsFile.WriteAsync(Path.Combine(folder.Results, SummaryName), summary);
        List<string> lines = [Invariant($"{Words.Count(counts.Rows, "row")} in {Words.Count(plan.Shards.Count, "shard")}, {counts.Errors} with an error, {counts.Labelled} with a label and scored")];
        if (labelled.AreTooMany)
        {
            messages.Warn(Invariant($"{plan.Manifest.Labelled} rows have labels, more than --report-rows {MostLabelledRows}: there are counts, and no report. Each million takes about a gigabyte."));
        }
        else if (labelled.Evaluate() is { } evaluation)
        {
            lines.AddRange(await ReportAsync(evaluation));
        }
        await SucceedAsync(sums);
        folder.RemoveLeftovers();
        lines.Add($"Written: {folder.Success}");
        return new EvaluationText(string.Join(Environment.NewLine, lines), MetricsFile.ToText(summary));
    }

    private async Task<IEnumerable<string>> ReportAsync(SetEvaluation evaluation)
    {
        await MetricsFile.WriteAsync(Path.Combine(folder.Results, MetricsFile.Name), MetricsFile.Of(evaluation, plan.Fingerprint));
        string[] opening =
        [
            Origin.Program,
            $"model: {plan.Model.Name ?? "the built-in model"}",
            .. plan.Scoring.Model.Select(file => $"{file.Key}: SHA-256 {file.Value}"),
            $"options: {plan.Scoring.Options.ToJsonString()}",
            .. plan.Scoring.CascadeMargin is { } margin ? new[] { Invariant($"cascade: margin {margin}") } : [],
            $"fingerprint: {plan.Fingerprint}",
        ];
        HtmlReport.Write(Path.Combine(folder.Results, ReportName), $"{plan.Model.Name ?? "The built-in model"} on {plan.Manifest.Name}", opening, [evaluation], reader);
        return ["", .. EvaluationTable.Lines(evaluation), "", $"Written: {Path.Combine(folder.Results, ReportName)}"];
    }

    /// <summary>Last of all. One that is there by now is of another process, and says the same, or the results were changed since.</summary>
    private async Task SucceedAsync(IReadOnlyList<ShardSum> sums)
    {
        var success = new JsonObject
        {
            ["fingerprint"] = plan.Fingerprint,
            ["rows"] = plan.Manifest.Rows,
            ["shards"] = new JsonArray([.. sums.Select(one => new JsonObject { ["file"] = one.File, ["rows"] = one.Rows, ["sha256"] = one.Sha256 })]),
        };
        var bytes = PlanJson.ToBytes(success);
        if (!await Publication.PublishAsync(folder.Success, stream => stream.WriteAsync(bytes).AsTask()) && !(await File.ReadAllBytesAsync(folder.Success)).AsSpan().SequenceEqual(bytes))
        {
            throw new InvalidDataException($"'{CellText.Quoted(folder.Success)}' speaks of other results than those that are there: shards were scored again since. Delete it and commit again, if that was meant.");
        }
    }
}
