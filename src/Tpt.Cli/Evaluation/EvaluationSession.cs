using System.Text.Json.Nodes;
using Tpt.Cli.Benchmarks;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Evaluation.Predictions;
using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Pictures;
using Tpt.Cli.Reports;
using Tpt.Cli.Results;
using Tpt.Cli.Terminal;
using Tpt.Engine;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation;

/// <summary>One model, and the sets that it is evaluated on one after the other.</summary>
/// <param name="model">The model.</param>
/// <param name="methods">The methods beside zero-shot.</param>
/// <param name="reader">Reads the pictures.</param>
/// <param name="messages">What is said meanwhile.</param>
internal sealed class EvaluationSession(ClipModel model, IReadOnlyList<ComparedMethod> methods, PictureReader reader, Messages messages)
{
    private const string ReportName = "report.html";

    private const string SummaryName = "summary.json";

    /// <summary>The model as it was named; null is the built-in one.</summary>
    public required string? ModelName { get; init; }

    /// <summary>The folder of the results.</summary>
    public required string Output { get; init; }

    /// <summary>The rows to score, as they were typed; null is all.</summary>
    public string? Rows { get; init; }

    public bool Restart { get; init; }

    public PredictionFormat Format { get; init; }

    /// <summary>Where the report goes; null is beside the results.</summary>
    public string? Report { get; init; }

    /// <summary>Whether pictures were left out.</summary>
    public bool IsLimited { get; init; }

    /// <summary>The margin of the cascade that is compared with all views of every picture; null for none.</summary>
    public double? CascadeMargin { get; init; }

    /// <summary>Scores what is missing of a set, and writes its files where all of it is there.</summary>
    /// <param name="set">The set.</param>
    /// <param name="options">What the methods share.</param>
    /// <param name="cancellationToken">Stops between two rows.</param>
    public async Task<SetOutcome> RunAsync(EvaluationSet set, TptClassifierOptions options, CancellationToken cancellationToken)
    {
        options.Prompt.Template ??= model.RecommendedPromptTemplate ?? PromptOptions.DefaultTemplate;
        var names = NamesOf(options);
        var opening = OpeningOf(set, options, names);
        messages.Say("");
        foreach (var line in opening.SelectMany(WrappedText.Lines))
        {
            messages.Say(line);
        }
        var run = new EvaluationRun(set.Set, OutputFolder.OfSet(Output, set.Set.Name), new RunFingerprint(set.Set, RunSettings.Of(model, options, methods, reader)), names)
        {
            Range = RowRange.Parse(Rows, set.Set.Pictures.Count),
            Restart = Restart,
            Format = Format,
            Published = PublishedFor(set, options).ToDictionary(figure => figure.Method, figure => figure.Top1),
            Group = EvaluationSummary.GroupOf(set.Benchmark),
        };
        var result = await run.RunAsync(() =>
        {
            var scorer = new ComparisonScorer(model, set.Set, options, methods, reader, new ClassPreparation(ProgressReport.Of(messages), set.Set.Classes.Count), cancellationToken);
            return (scorer, scorer.Ahead);
        }, RunProgress.Of(messages), cancellationToken);
        opening = [.. opening, $"fingerprint: {run.Fingerprint.Sha256}"];
        var metrics = result.Evaluation is { } evaluation ? MetricsFile.Of(evaluation, run.Fingerprint) : null;
        if (metrics is not null && CascadeMargin is { } margin)
        {
            metrics["cascade"] = CascadeSummary.ToJson(CascadesOf(result.Evaluation!, margin), margin);
        }
        return new SetOutcome(set, result, opening, metrics);
    }

    /// <summary>Writes the report, and says what was found.</summary>
    /// <param name="outcomes">The sets.</param>
    /// <param name="areAll">Whether they are the paper's sets, with means over them.</param>
    public async Task<EvaluationText> FinishAsync(IReadOnlyList<SetOutcome> outcomes, bool areAll)
    {
        var lines = outcomes.SelectMany(TextOf).ToList();
        SetOutcome[] whole = [.. outcomes.Where(outcome => outcome.Result.Evaluation is not null)];
        var json = areAll ? new JsonObject { ["sets"] = new JsonArray([.. whole.Select(outcome => outcome.Metrics)]) } : whole.FirstOrDefault()?.Metrics ?? Missing(outcomes[0]);
        if (areAll)
        {
            (Benchmark, SetEvaluation)[] sets = [.. whole.Select(outcome => (outcome.Set.Benchmark!, outcome.Result.Evaluation!))];
            json["means"] = EvaluationSummary.Means(sets);
            await MetricsFile.WriteAsync(Path.Combine(Output, SummaryName), json);
            lines.AddRange(["", .. EvaluationSummary.Lines(sets)]);
        }
        if (whole.Length > 0)
        {
            var report = Report ?? Path.Combine(areAll ? Output : OutputFolder.OfSet(Output, whole[0].Set.Set.Name), ReportName);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(report))!);
            // Lines that are the same for all sets stand there once.
            HtmlReport.Write(report, TitleOf(whole), [Origin.Program, .. whole.SelectMany(outcome => outcome.Opening).Distinct(), .. Origin.Files(model)], [.. whole.Select(outcome => outcome.Result.Evaluation!)], reader);
            string[] files = [report, .. areAll ? [Path.Combine(Output, SummaryName)] : Array.Empty<string>(), .. whole.SelectMany(outcome => outcome.Result.Files)];
            lines.AddRange(["", .. files.Select((file, i) => $"{(i == 0 ? "Written:" : "        ")} {file}")]);
        }
        return new EvaluationText(string.Join(Environment.NewLine, lines), MetricsFile.ToText(json));
    }

    private IEnumerable<string> TextOf(SetOutcome outcome)
    {
        if (outcome.Result.Evaluation is not { } evaluation)
        {
            var (missing, pictures) = (outcome.Result.Missing, outcome.Set.Set.Pictures.Count);
            return [Invariant($"{outcome.Set.DisplayName}: {missing.Sum(range => range.Count)} of {pictures} rows are missing: {Excerpt.Of([.. missing.Select(range => range.ToString())])}."), "Figures follow once they are there: run the same command with these --rows, or without --rows."];
        }
        return ["", $"{outcome.Set.DisplayName}, top-1 and all shares in percent", .. EvaluationTable.Lines(evaluation), .. CascadeLines(evaluation), .. PublishedLines(outcome), .. ErrorLines(evaluation)];
    }

    /// <summary>The zero-shot scores of a job are those of the templates, where there are some: they stand before the methods.</summary>
    private IReadOnlyList<CascadeSummary> CascadesOf(SetEvaluation evaluation, double margin) => CascadeSummary.Of(evaluation, evaluation.Methods.Count - methods.Count - 1, margin);

    private IEnumerable<string> CascadeLines(SetEvaluation evaluation) => CascadeMargin is { } margin ? CascadeSummary.Lines(CascadesOf(evaluation, margin), margin) : [];

    private IEnumerable<string> PublishedLines(SetOutcome outcome)
    {
        if (outcome.Set.Benchmark is not { } benchmark || outcome.Result.Evaluation!.Published.Count == 0)
        {
            return [];
        }
        var figures = PublishedFigures.Of(benchmark, Backbone.OfModel(ModelName ?? ""));
        return
        [
            "",
            $"published for {figures[0].Backbone}, top-1:",
            .. figures.Select(figure => $"  {figure.Method} {EvaluationTable.Percent(figure.Top1)}: {figure.Source}"),
            .. IsLimited ? new[] { "Only a part of the pictures was scored here; the figures cannot be compared." } : [],
        ];
    }

    private static IEnumerable<string> ErrorLines(SetEvaluation evaluation)
    {
        ScoredRow[] bad = [.. evaluation.Rows.Where(row => row.Error is not null)];
        return bad.Length == 0 ? [] :
        [
            "",
            Invariant($"{bad.Length} of {evaluation.Rows.Count} pictures could not be read and count nowhere:"),
            .. bad.Take(5).Select(row => $"  {Excerpt.Of(row.Picture)}: {Excerpt.Of(row.Error!)}"),
            .. bad.Length > 5 ? new[] { Invariant($"  and {bad.Length - 5} more, in the predictions") } : [],
        ];
    }

    private IReadOnlyList<string> NamesOf(TptClassifierOptions options) =>
    [
        MethodNames.ZeroShot,
        .. options.Prompt.ZeroShotTemplates is { } templates ? new[] { MethodNames.ZeroShotWith(templates.Count) } : [],
        .. methods.Select(MethodNames.Of),
    ];

    private string[] OpeningOf(EvaluationSet set, TptClassifierOptions options, IReadOnlyList<string> names) =>
    [
        Invariant($"set: {set.DisplayName}, {set.Set.Pictures.Count} pictures in {set.Set.Classes.Count} classes{(IsLimited ? ", a part of it" : "")}"),
        Invariant($"model: {ModelName ?? "the built-in model"}, on {model.Device.type.ToString().ToLowerInvariant()} in {model.DType}"),
        $"prompt: {options.Prompt.Template!.Replace("{0}", "{}", StringComparison.Ordinal)}",
        Invariant($"views: {options.Views.Count}, {options.Views.Augmentation}, seed {options.Views.Seed}"),
        $"compared: {string.Join("; ", names)}",
    ];

    /// <summary>A figure under another prompt is another figure.</summary>
    private IReadOnlyList<PublishedFigure> PublishedFor(EvaluationSet set, TptClassifierOptions options)
        => set.Benchmark is { } benchmark && options.Prompt.Template == Benchmark.PaperTemplate ? PublishedFigures.Of(benchmark, Backbone.OfModel(ModelName ?? "")) : [];

    private string TitleOf(SetOutcome[] outcomes) => $"{ModelName ?? "The built-in model"} on {(outcomes is [var one] ? one.Set.DisplayName : Invariant($"{outcomes.Length} sets"))}";

    private static JsonObject Missing(SetOutcome outcome) => new()
    {
        ["set"] = outcome.Set.Set.Name,
        ["missing"] = new JsonArray([.. outcome.Result.Missing.Select(range => (JsonNode)range.ToString())]),
    };
}
