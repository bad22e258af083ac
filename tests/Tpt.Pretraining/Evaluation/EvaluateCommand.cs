using System.CommandLine;
using Tpt.Pretraining.Evaluation.Scoring;

namespace Tpt.Pretraining.Evaluation;

/// <summary><c>evaluate</c>: zero-shot, test-time prompt tuning and the views without tuning on the built-in model's sets, with centre crops beside it.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var options = new BuiltInOptions();
        var command = new Command("evaluate", "Zero-shot, tuning at the paper's settings, views averaged without tuning, and the best centre crop, with intervals and tests.");
        options.AddTo(command);
        command.SetAction(parsed => FailureMessage.Of(() =>
        {
            var target = options.Run.Target(parsed, "Evaluation");
            if (options.Run.ReadPredictions(parsed) is { } earlier)
            {
                target.Publish([], BuiltInReport.Create(earlier));
                return;
            }
            var run = options.ReadRun(parsed);
            var (predictions, opening) = run.Score(ScoringMethods.Published, CentreCrop.Score);
            IReadOnlyList<string> without = run.Sets.Any(set => BuiltInSets.IsValidation(set.Name)) ? [] : ["No validation set was scored, so there is no centre crop to compare with."];
            target.Publish([.. opening, .. without], BuiltInReport.Create(predictions));
        }));
        return command;
    }
}
