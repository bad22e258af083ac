using System.CommandLine;

namespace Tpt.Pretraining.Evaluation;

/// <summary><c>evaluate</c>: what tuning adds to zero-shot and to the views, on every set.</summary>
internal static class EvaluateCommand
{
    private const string Title = "Evaluation";

    public static Command Create()
    {
        var options = new EvaluationOptions();
        var command = new Command("evaluate", "Zero-shot, tuning at the paper's settings, views averaged without tuning, and the best centre crop, with intervals and tests.");
        options.AddTo(command);
        command.SetAction(parsed => FailureMessage.Of(() =>
        {
            if (options.ReadPredictions(parsed) is { } earlier)
            {
                earlier.Run.Publish(Title, [], EvaluationReport.Create(earlier.Predictions));
                return;
            }
            var run = options.Read(parsed);
            var (predictions, opening) = run.Score(ScoringMethod.Published, withCentreCrops: true);
            run.Publish(Title, opening, EvaluationReport.Create(predictions));
        }));
        return command;
    }
}
