using System.CommandLine;
using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Evaluation;

/// <summary>What the commands that evaluate have in common.</summary>
internal sealed class RunOptions
{
    private readonly Option<string?> _model = new("--model") { Description = "A CLIP: a folder, or a .safetensors file with the model's other files beside it. Without it, the built-in model.", HelpName = "folder" };

    private readonly Option<string?> _prompt = new("--prompt") { Description = "The prompt, with {0} for the class. Without it, what the model recommends, else \"a photo of a {0}.\"." };

    private readonly Option<int[]> _seeds = new("--seeds") { Description = "The seeds of the views.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [0, 1, 2] };

    private readonly Option<int?> _limit = new("--limit") { Description = "The most images of a set, for a trial. All classes stay." };

    private readonly Option<string?> _report = new("--report") { Description = "Where to write the report as Markdown.", HelpName = "file.md" };

    private readonly Option<string?> _predictions = new("--predictions") { Description = "Where to write the prediction of every method for every image.", HelpName = "file.csv" };

    private readonly Option<string?> _from = new("--from") { Description = "Make the report of such a predictions file again, without a model or images.", HelpName = "file.csv" };

    public RunOptions() => _limit.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() is { } limit and < 1)
        {
            result.AddError($"--limit is {limit}; it must be at least 1.");
        }
    });

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_model, _prompt, _seeds, _limit, _report, _predictions, _from])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The predictions of an earlier run, if they are to be reported again.</summary>
    /// <exception cref="InvalidDataException">The file holds no predictions.</exception>
    public IReadOnlyList<ImagePrediction>? ReadPredictions(ParseResult parsed) => parsed.GetValue(_from) is { } path ? PredictionFile.Read(path) : null;

    /// <param name="parsed">The command line.</param>
    /// <param name="readSets">Reads the sets, of each no more images than the number that it is given.</param>
    public EvaluationRun ReadRun(ParseResult parsed, Func<int?, IReadOnlyList<LabelledSet>> readSets)
    {
        var limit = parsed.GetValue(_limit);
        return new EvaluationRun(
            parsed.GetValue(_model), parsed.GetValue(_prompt), readSets(limit), [.. parsed.GetValue(_seeds)!.Distinct()], limit, parsed.GetValue(_predictions));
    }

    /// <summary>Where the report goes.</summary>
    public ReportTarget Target(ParseResult parsed, string title) => new(title, parsed.GetValue(_report));
}
