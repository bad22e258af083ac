using System.CommandLine;
using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Pictures.Building;

namespace Tpt.Pretraining;

/// <summary>The command <c>prepare</c>: fetches the picture sets and makes the picture library.</summary>
internal static class PrepareCommand
{
    public static Command Create()
    {
        var work = new Option<string>("--work")
        {
            Description = "The folder for packages and results.",
            HelpName = "folder",
            DefaultValueFactory = _ => "pretrain-work",
        };
        var writeSplits = new Option<string?>("--write-splits")
        {
            Description = "Chooses the splits anew and writes them and the list of training pictures into this folder, instead of making the library.",
            HelpName = "folder",
        };
        var evaluation = new Option<string?>("--evaluation")
        {
            Description = "Also writes the pictures for the evaluation into this folder; those for validation always go into the work folder.",
            HelpName = "folder",
        };
        var command = new Command("prepare", "Fetches the picture sets, renders them and saves the picture library.") { work, writeSplits, evaluation };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(work), parsed.GetValue(writeSplits), parsed.GetValue(evaluation)));
        return command;
    }

    private static int Run(string work, string? splits, string? evaluation)
    {
        try
        {
            if (splits is not null)
            {
                PictureLibraryBuilder.WriteSplits(work, splits, Console.WriteLine);
                return 0;
            }
            var library = PictureLibraryBuilder.Build(work, Console.WriteLine);
            EvaluationPictures.WriteValidation(library, Path.Combine(work, "validation"));
            if (evaluation is not null)
            {
                EvaluationPictures.Write(library, evaluation);
            }
            foreach (var line in LibraryCounts.Lines(library))
            {
                Console.WriteLine(line);
            }
            return 0;
        }
        catch (Exception e) when (e.GetBaseException() is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {e.GetBaseException().Message}");
            return 1;
        }
    }
}
