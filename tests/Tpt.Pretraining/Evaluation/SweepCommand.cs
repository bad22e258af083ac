using System.CommandLine;

namespace Tpt.Pretraining.Evaluation;

/// <summary><c>sweep</c>: the published method's settings, one at a time, on validation sets only.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var options = new BuiltInOptions();
        var command = new Command("sweep", "The views' scale, selection fraction, learning rate and steps, one at a time around the paper's settings. Validation sets only: name them with --sets where the folder has others.");
        options.AddTo(command);
        command.SetAction(parsed => FailureMessage.Of(() =>
        {
            var target = options.Run.Target(parsed, "Sweep of the method's settings on the validation sets");
            if (options.Run.ReadPredictions(parsed) is { } earlier)
            {
                RequireValidation(earlier.Select(prediction => prediction.Set));
                target.Publish([], SweepReport.Create(earlier));
                return;
            }
            var run = options.ReadRun(parsed);
            RequireValidation(run.Sets.Select(set => set.Name));
            var (predictions, opening) = run.Score(SweepSettings.Methods);
            target.Publish(opening, SweepReport.Create(predictions));
        }));
        return command;
    }

    /// <exception cref="InvalidDataException">A set is not for validation.</exception>
    internal static void RequireValidation(IEnumerable<string> sets)
    {
        if (sets.FirstOrDefault(set => !BuiltInSets.IsValidation(set)) is { } other)
        {
            throw new InvalidDataException(
                $"'{other}' is no validation set: its name does not begin with 'validation-'. Settings are never looked at on held-out sets; name the validation sets with --sets.");
        }
    }
}
