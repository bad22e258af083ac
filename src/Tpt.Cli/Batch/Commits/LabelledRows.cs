using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Batch.Shards;
using Tpt.Cli.Evaluation.Metrics;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;
using Tpt.Engine;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Cli.Batch.Commits;

/// <summary>The rows with a label, as an evaluation has them. They are in memory, some hundred bytes each, so there is a limit.</summary>
/// <param name="plan">The plan.</param>
/// <param name="most">How many rows there may be for figures and a report.</param>
internal sealed class LabelledRows(JobPlan plan, int most)
{
    private readonly Dictionary<string, int> _classes = plan.Scoring.Classes.Index().ToDictionary(one => one.Item[0], one => one.Index, StringComparer.Ordinal);
    private readonly List<LabelledPicture> _pictures = [];
    private readonly List<ScoredRow> _rows = [];

    /// <summary>Whether there are more labelled rows than are kept.</summary>
    public bool AreTooMany => plan.Manifest.Labelled > most;

    public void Add(ShardRow row)
    {
        if (row.Label is null || AreTooMany)
        {
            return;
        }
        var label = _classes[row.Label];
        var name = $"{row.Label}/{Path.GetFileName(row.Path)}";
        _rows.Add(new ScoredRow(_pictures.Count, name, label, row.Error, row.Error is null ? HasMethod ? [row.ZeroShot!, row.Answer!] : [row.ZeroShot!] : []));
        _pictures.Add(new LabelledPicture(row.Path, name, label));
    }

    /// <summary>The figures of <c>tpt evaluate</c>; null where there is no row that they can be made of.</summary>
    public SetEvaluation? Evaluate()
    {
        if (_rows.All(row => row.Error is not null))
        {
            return null;
        }
        var set = new LabelledSet(plan.Manifest.Name, [.. plan.Scoring.Classes.Select(one => new SetClass(one[0], one[1]))], _pictures);
        var options = plan.ReadOptions();
        var zeroShot = options.Prompt.ZeroShotTemplates is { } templates ? MethodNames.ZeroShotWith(templates.Count) : MethodNames.ZeroShot;
        return MetricsCalculator.Evaluate(set, _rows, HasMethod ? [zeroShot, MethodNames.Of(new ComparedMethod(options.Method) { Calibration = options.Calibration, Gate = options.Gate })] : [zeroShot]);
    }

    private bool HasMethod { get; } = plan.ReadOptions() is { Method: not ZeroShotOptions } or { Calibration: not null };
}
