using System.CommandLine;

namespace Tpt.Pretraining.Evaluation;

/// <summary>What the commands <c>evaluate</c> and <c>sweep</c> have in common.</summary>
internal sealed class EvaluationOptions
{
    private readonly Option<string?> _model = new("--model") { Description = "A Hugging Face CLIPModel folder. Without it, the built-in model.", HelpName = "folder" };

    private readonly Option<string[]> _images = new("--images") { Description = "The evaluation sets, in one or several folders: set/class name/*.png.", HelpName = "folder", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string[]> _sets = new("--sets") { Description = "Which sets. Without it, all.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };

    private readonly Option<int[]> _seeds = new("--seeds") { Description = "The seeds of the views.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0, 1, 2] };

    private readonly Option<int?> _limit = new("--limit") { Description = "The most images of a set, for a trial. All classes stay." };

    private readonly Option<string?> _report = new("--report") { Description = "Where to write the report as Markdown.", HelpName = "file.md" };

    private readonly Option<string?> _predictions = new("--predictions") { Description = "Where to write the prediction of every method for every image.", HelpName = "file.csv" };

    private readonly Option<string?> _from = new("--from") { Description = "Make the report of such a predictions file again, without a model or images.", HelpName = "file.csv" };

    public EvaluationOptions() => _limit.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() is { } limit and < 1)
        {
            result.AddError($"--limit is {limit}; it must be at least 1.");
        }
    });

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_model, _images, _sets, _seeds, _limit, _report, _predictions, _from])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the sets.</summary>
    /// <exception cref="InvalidDataException">There is no folder of sets given, or a set cannot be read.</exception>
    public EvaluationRun Read(ParseResult parsed)
    {
        var folders = parsed.GetValue(_images) is { Length: > 0 } given ? given : throw new InvalidDataException("Name the folder of evaluation sets with --images.");
        var limit = parsed.GetValue(_limit);
        return Read(parsed, EvaluationSet.ReadAll(folders, parsed.GetValue(_sets)!, limit));
    }

    /// <summary>Reads the predictions of an earlier run, if they are to be reported again, with a run that has no sets.</summary>
    /// <exception cref="InvalidDataException">The file holds no predictions.</exception>
    public (EvaluationRun Run, IReadOnlyList<ImagePrediction> Predictions)? ReadPredictions(ParseResult parsed)
        => parsed.GetValue(_from) is { } path ? (Read(parsed, []), PredictionFile.Read(path)) : null;

    private EvaluationRun Read(ParseResult parsed, IReadOnlyList<EvaluationSet> sets) => new(
        parsed.GetValue(_model),
        sets,
        [.. parsed.GetValue(_seeds)!.Distinct()],
        parsed.GetValue(_limit),
        parsed.GetValue(_report),
        parsed.GetValue(_predictions));
}
