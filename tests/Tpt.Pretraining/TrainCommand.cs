using System.CommandLine;
using Tpt.Pretraining.Evaluation;
using Tpt.Pretraining.Pictures.Building;
using Tpt.Pretraining.Texts;
using Tpt.Pretraining.Training;

namespace Tpt.Pretraining;

/// <summary>The command <c>train</c>: everything from packages to the model.</summary>
internal static class TrainCommand
{
    /// <summary>The exit code of a run that was stopped, as a shell gives it to what Ctrl+C ends.</summary>
    private const int Interrupted = 130;

    public static Command Create()
    {
        var defaults = new TrainingSettings();
        var work = new Option<string>("--work") { Description = "The folder for packages, pictures and checkpoints.", HelpName = "folder", DefaultValueFactory = _ => "pretrain-work" };
        var output = new Option<string>("--output") { Description = "The folder that the model is written to.", HelpName = "folder", DefaultValueFactory = _ => "pretrain-work/model" };
        var run = new Option<string>("--run") { Description = "A name for the run: its checkpoints are kept under it.", DefaultValueFactory = _ => "final" };
        var steps = new Option<int>("--steps") { Description = "Steps of the optimisers.", DefaultValueFactory = _ => defaults.Steps };
        var seed = new Option<int>("--seed") { Description = "Of weights, batches and augmentation.", DefaultValueFactory = _ => defaults.Seed };
        var command = new Command("train", "Trains the model, going on from the run's checkpoint where there is one.") { work, output, run, steps, seed };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(work), parsed.GetRequiredValue(output), parsed.GetRequiredValue(run),
            defaults with { Steps = parsed.GetValue(steps), Seed = parsed.GetValue(seed) }, cancellation)));
        return command;
    }

    private static int Run(string work, string output, string run, TrainingSettings settings, CancellationToken cancellation)
    {
        var isWhole = false;
        var exitCode = FailureMessage.Of(() => isWhole = Train(work, output, run, settings, cancellation));
        return exitCode != 0 || isWhole ? exitCode : Interrupted;
    }

    private static bool Train(string work, string output, string run, TrainingSettings settings, CancellationToken cancellation)
    {
        // Rendered anew, which takes less than a minute: what is trained on is then what the committed list says.
        var library = PictureLibraryBuilder.Build(work, Console.WriteLine);
        var entries = WordNet.Load(Path.Combine(work, PictureLibraryBuilder.WordNetFolder)).Entries;
        var training = new TrainingRun(library, entries, settings, line => Console.WriteLine($"{DateTime.Now:HH:mm:ss} {line}"));
        return training.Run(Path.Combine(work, "runs", run), output, cancellation);
    }
}
