using System.CommandLine;
using Tpt.Cli.Benchmarks;
using Tpt.Cli.Evaluation;
using Tpt.Cli.Evaluation.Predictions;
using Tpt.Cli.Models;
using Tpt.Cli.Terminal;
using Tpt.Engine;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt evaluate</c>: zero-shot and the methods on labelled pictures.</summary>
internal sealed class EvaluateCommand
{
    private readonly Argument<string[]> _sets = new("set")
    {
        Description = "A folder with a folder of pictures for each class; or a set of the paper, such as imagenet-a, and the folder of the data sets behind it.",
        HelpName = "folder|set root",
        Arity = new ArgumentArity(1, 2),
    };

    private readonly Option<bool> _all = new("--all") { Description = "All sets of the paper that are under the folder: the paper's two tables." };

    private readonly Option<string?> _classes = new("--classes") { Description = "The classes that compete: folders with commas between them, or a text file with one a line and behind a tab the name in the prompt. Without it, the folders by their names.", HelpName = "a,b,c|file" };

    private readonly Option<string?> _classNames = new("--class-names") { Description = "The class names of a set of the paper. For ImageNet and its variants, lines with a wnid and a name.", HelpName = "file" };

    private readonly Option<string?> _split = new("--split") { Description = "The split file of a set of the paper, where it does not lie beside it.", HelpName = "file" };

    private readonly Option<bool> _coOpTemplates = new("--coop-templates") { Description = "Take CoOp's prompt for each set of the paper, and not the paper's \"a photo of a {}.\"." };

    private readonly Option<string?> _rows = new("--rows") { Description = "Score these rows only, as in 0..1000: the first, and the one behind the last. Several machines may share a set and --out so.", HelpName = "from..to" };

    private readonly Option<int?> _limit = new("--limit") { Description = "At most so many pictures of a set, spread evenly over it. All classes compete.", HelpName = "n", CustomParser = result => OptionValues.Count(result) };

    private readonly Option<string> _out = new("--out") { Description = "The folder of the results. Running again goes on there.", HelpName = "folder", DefaultValueFactory = _ => OutputFolder.Default };

    private readonly Option<string?> _report = new("--report") { Description = "The report. Without it, report.html beside the results.", HelpName = "file.html" };

    private readonly Option<string> _predictions = new("--predictions") { Description = "How the predictions of all pictures are written: jsonl, csv or parquet.", HelpName = "format", CustomParser = result => NameOf(OptionValues.Name<PredictionFormat>(result)), DefaultValueFactory = _ => NameOf(PredictionFormat.Jsonl) };

    private readonly Option<bool> _restart = new("--restart") { Description = "Throw away what is in the folder of the results." };

    private readonly Option<double?> _cascade = CascadeOption.Create("Say what a cascade would change: one view of every picture, and all views only where the zero-shot lead is below the margin.");

    private readonly Option<bool> _json = new("--json") { Description = "Print the figures as JSON." };

    private readonly ModelArguments _model = new();

    private readonly ScoringArguments _scoring = new();

    public static Command Create()
    {
        var arguments = new EvaluateCommand();
        var command = new Command("evaluate", "Measure on labelled pictures what adaptation changes. Goes on where an earlier run was stopped.") { arguments._sets };
        foreach (var option in (Option[])[arguments._all, arguments._classes, arguments._classNames, arguments._split])
        {
            command.Options.Add(option);
        }
        arguments._model.AddTo(command);
        arguments._scoring.AddTo(command);
        foreach (var option in (Option[])[arguments._coOpTemplates, arguments._rows, arguments._limit, arguments._out, arguments._report, arguments._predictions, arguments._cascade, arguments._restart, arguments._json])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, _) => CommandRun.Of(cancellationToken => arguments.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var messages = CommonOptions.MessagesOf(parsed);
        // All that may be wrong with command line and data is looked at before the model is loaded.
        var report = parsed.GetValue(_report);
        OutputGuard.RequireName(parsed.GetValue(_out)!, _out.Name);
        if (report is not null)
        {
            // A folder there, as of a model, does no harm.
            ReportPath.Require(report, InputPaths.Of(parsed, []).OfType<string>().Where(File.Exists));
        }
        var sets = ReadSets(parsed, messages);
        foreach (var set in sets)
        {
            OutputFolder.RequireOwn(OutputFolder.OfSet(parsed.GetValue(_out)!, set.Set.Name));
        }
        // Zero-shot itself is always there.
        var methods = _scoring.ReadCombinations(parsed, OptionsOf(parsed, sets[0]).Views.Count).Where(one => one.Method is not ZeroShotOptions || one.Calibration is not null).Distinct().ToList();
        foreach (var left in _scoring.LeftOut(parsed))
        {
            messages.Warn(left);
        }
        foreach (var method in methods)
        {
            (OptionsOf(parsed, sets[0]) with { Method = method.Method, Calibration = method.Calibration, Gate = method.Gate }).Validate();
        }
        using var model = await _model.LoadAsync(parsed, cancellationToken);
        var session = new EvaluationSession(model, methods, _scoring.ReadPictures(parsed), messages)
        {
            ModelName = parsed.GetValue<string?>("--model"),
            Output = parsed.GetValue(_out)!,
            Rows = parsed.GetValue(_rows),
            Restart = parsed.GetValue(_restart),
            Format = Enum.Parse<PredictionFormat>(parsed.GetValue(_predictions)!, ignoreCase: true),
            Report = report,
            IsLimited = parsed.GetValue(_limit) is not null,
            CascadeMargin = parsed.GetValue(_cascade),
        };
        var done = new List<SetOutcome>();
        foreach (var set in sets)
        {
            done.Add(await session.RunAsync(set, OptionsOf(parsed, set), cancellationToken));
        }
        var result = await session.FinishAsync(done, parsed.GetValue(_all));
        await using var standardOutput = StandardOutput.Open();
        await standardOutput.WriteLineAsync(parsed.GetValue(_json) ? result.Json : result.Text);
        return ExitCode.Done;
    }

    private IReadOnlyList<EvaluationSet> ReadSets(ParseResult parsed, Messages messages)
    {
        IReadOnlyList<EvaluationSet> sets = [.. ReadSetsOf(parsed, messages).Select(set => set.Limit(parsed.GetValue(_limit)))];
        foreach (var (set, remark) in sets.SelectMany(set => set.Remarks.Select(remark => (set, remark))))
        {
            messages.Warn($"{set.DisplayName}: {remark}");
        }
        return sets;
    }

    private IReadOnlyList<EvaluationSet> ReadSetsOf(ParseResult parsed, Messages messages)
    {
        var (names, classNames, split) = (parsed.GetValue(_sets)!, parsed.GetValue(_classNames), parsed.GetValue(_split));
        if (parsed.GetValue(_all))
        {
            Refuse(names.Length > 1, "--all takes one folder, that of the data sets.");
            Refuse(parsed.GetValue(_classes) is not null, "--classes is for a folder of class folders; the paper's sets have their classes.");
            Refuse(split is not null, "--split is for one set; name it and leave --all out.");
            Refuse(parsed.GetValue(_rows) is not null, "--rows is for one set; name it and leave --all out.");
            var sets = EvaluationSets.ReadAll(names[0], classNames, out var missing);
            if (missing.Count > 0)
            {
                messages.Warn($"Not under '{names[0]}', and left out: {string.Join(", ", missing.Select(one => one.DisplayName))}.");
            }
            return sets;
        }
        if (names is [var name, var root])
        {
            Refuse(Directory.Exists(name) && Benchmark.TryFind(name) is null, $"'{Excerpt.Of(name)}' and '{Excerpt.Of(root)}' are two folders. A run evaluates one; run the command once for each.");
            Refuse(parsed.GetValue(_classes) is not null, "--classes is for a folder of class folders; --class-names has the class names of a set of the paper.");
            return [EvaluationSets.ReadBenchmark(Benchmark.Find(name), root, classNames, split)];
        }
        Refuse(!Directory.Exists(names[0]) && Benchmark.TryFind(names[0]) is not null, $"'{names[0]}' is a set of the paper. Name the folder of the data sets behind it.");
        Refuse(classNames is not null, "--class-names is for a set of the paper; --classes has the classes of a folder.");
        Refuse(split is not null, "--split is for a set of the paper, whose name and root are given.");
        Refuse(parsed.GetValue(_coOpTemplates), "--coop-templates is for the sets of the paper; --template has the prompt of a folder.");
        OutputFolder.RequireOutside(parsed.GetValue(_out)!, names[0]);
        return [EvaluationSets.ReadFolder(names[0], parsed.GetValue(_classes))];
    }

    /// <summary>The paper's prompt and views on the paper's sets, else those of the model and of the engine.</summary>
    private TptClassifierOptions OptionsOf(ParseResult parsed, EvaluationSet set)
    {
        var options = _scoring.Read(parsed, set.Benchmark?.Augmentation) with { Approximations = _model.ReadApproximations(parsed) };
        Refuse(options.Prompt.Template is not null && parsed.GetValue(_coOpTemplates), "--template and --coop-templates are given; there is one prompt. Leave one out.");
        options.Prompt.Template ??= parsed.GetValue(_coOpTemplates) ? set.Benchmark?.Template : set.Benchmark is null ? null : Benchmark.PaperTemplate;
        return options;
    }

    /// <summary>As the help has it, and the extension of the file.</summary>
    private static string NameOf(PredictionFormat format) => format.ToString().ToLowerInvariant();

    private static void Refuse(bool isWrong, string why)
    {
        if (isWrong)
        {
            throw new InvalidDataException(why);
        }
    }
}
