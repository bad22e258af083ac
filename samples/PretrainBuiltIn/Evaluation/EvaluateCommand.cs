using System.CommandLine;

namespace PretrainBuiltIn.Evaluation;

/// <summary><c>evaluate</c>: what tuning adds to zero-shot and to the views, on every set.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var options = new EvaluationOptions();
        var from = new Option<string?>("--from") { Description = "Make the report of such a predictions file again, without a model or images.", HelpName = "file.csv" };
        var command = new Command("evaluate", "Zero-shot, tuning at the paper's settings, views averaged without tuning, and the best centre crop, with intervals and tests.");
        options.AddTo(command);
        command.Options.Add(from);
        command.SetAction(parsed => FailureMessage.Of(() =>
        {
            if (parsed.GetValue(from) is { } predictionsPath)
            {
                options.ReadWithoutSets(parsed).Publish("Evaluation", [], EvaluationReport.Create(PredictionFile.Read(predictionsPath)));
                return;
            }
            var run = options.Read(parsed);
            var (predictions, opening) = run.Score(ScoringMethod.Published, withCentreCrops: true);
            run.Publish("Evaluation", opening, EvaluationReport.Create(predictions));
        }));
        return command;
    }
}
