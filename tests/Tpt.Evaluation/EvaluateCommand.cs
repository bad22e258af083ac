using System.CommandLine;
using Tpt.Evaluation.Reports;
using Tpt.Evaluation.Scoring;
using Tpt.Evaluation.Sets;

namespace Tpt.Evaluation;

/// <summary>The program's one command: what tuning adds to zero-shot and to the views, on any labelled folders.</summary>
internal static class EvaluateCommand
{
    private const string Title = "Evaluation";

    public static RootCommand Create()
    {
        var folders = new Argument<string[]>("folders") { Description = "The sets: each a folder with a folder of pictures for each class.", Arity = ArgumentArity.ZeroOrMore };
        var classes = new Option<string?>("--classes")
        {
            Description = "The classes that compete, a line each: the folder, and behind a tab the name in the prompt. Without it, the folders by their names.",
            HelpName = "file.txt",
        };
        string[] keys = [.. ScoringMethods.Published.Select(method => Key(method.Name))];
        var methods = new Option<string[]>("--methods") { Description = "What is compared with zero-shot, which is always scored.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => keys };
        methods.AcceptOnlyFromAmong([Key(ScoringMethods.ZeroShot), .. keys]);
        var options = new RunOptions();
        var command = new RootCommand("Evaluates a CLIP on labelled pictures: zero-shot, test-time prompt tuning, and views averaged without tuning, with intervals and tests.") { folders, classes, methods };
        options.AddTo(command);
        command.SetAction(parsed => FailureMessage.Of(() =>
        {
            var target = options.Target(parsed, Title);
            if (options.ReadPredictions(parsed) is { } earlier)
            {
                target.Publish([], EvaluationReport.Create(earlier));
                return;
            }
            var chosen = parsed.GetValue(methods)!;
            var run = options.ReadRun(parsed, limit => ReadSets(parsed.GetValue(folders)!, parsed.GetValue(classes), limit));
            var (predictions, opening) = run.Score([.. ScoringMethods.Published.Where(method => chosen.Contains(Key(method.Name)))]);
            target.Publish(opening, EvaluationReport.Create(predictions));
        }));
        return command;
    }

    private static LabelledSet[] ReadSets(string[] folders, string? classFile, int? limit)
    {
        if (folders.Length == 0)
        {
            throw new InvalidDataException("Name a folder that has a folder of pictures for each class.");
        }
        var classes = classFile is null ? null : ClassFile.Read(classFile);
        LabelledSet[] sets = [.. folders.Select(folder => LabelledFolder.Read(folder, classes, limit))];
        return sets.GroupBy(set => set.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new InvalidDataException($"Two folders are called '{twice.Key}', and the report goes by their names; rename one.")
            : sets;
    }

    /// <summary>A method's name as it is typed: <c>tpt</c>, <c>confident-views</c>.</summary>
    private static string Key(string method) => method.ToLowerInvariant().Replace(' ', '-');
}
