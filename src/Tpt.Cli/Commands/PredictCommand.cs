using System.CommandLine;
using Tpt.Cli.Models;
using Tpt.Cli.Pictures;
using Tpt.Cli.Predictions;
using Tpt.Cli.Terminal;
using Tpt.Engine;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;
using static System.FormattableString;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt predict</c>: classifies pictures.</summary>
internal sealed class PredictCommand
{
    private const int DefaultTop = 5;
    private const int PlainWidth = 80;

    private readonly Argument<string[]> _pictures = new("pictures")
    {
        Description = "Pictures, folders with pictures in them at any depth, patterns such as \"photos/**/*.jpg\", or - for paths on the standard input, one a line. A picture that is named twice is scored once.",
        Arity = ArgumentArity.OneOrMore,
        Validators = { OptionValues.RefuseOptions },
    };

    private readonly Option<string> _classes = ClassesOption.Create();

    private readonly Option<int> _top = new("--top") { Description = "How many of the most probable classes are told.", HelpName = "n", CustomParser = OptionValues.Count, DefaultValueFactory = _ => DefaultTop };

    private readonly Option<bool> _json = new("--json") { Description = "Print a JSON object a line." };

    private readonly Option<bool> _csv = new("--csv") { Description = "Print CSV." };

    private readonly Option<string?> _out = new("--out") { Description = "Write into a file, which is replaced once all pictures are done: CSV where it ends in .csv, JSON where it ends in .json or .jsonl.", HelpName = "file" };

    private readonly ModelArguments _model = new();

    private readonly ScoringArguments _scoring = new();

    public static Command Create()
    {
        var arguments = new PredictCommand();
        var command = new Command("predict", "Classify pictures.") { arguments._pictures, arguments._classes };
        arguments._model.AddTo(command);
        arguments._scoring.AddTo(command);
        foreach (var option in (Option[])[arguments._top, arguments._json, arguments._csv, arguments._out])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, _) => CommandRun.Of(cancellationToken => arguments.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        // All that may be wrong with the command line is looked at before the model is loaded.
        var format = FormatOf(parsed);
        var reader = _scoring.ReadPictures(parsed);
        var options = _scoring.ReadWithMethod(parsed, "Here pictures are scored by") with { Approximations = _model.ReadApproximations(parsed) };
        var classes = ClassesOption.Read(parsed.GetValue(_classes)!);
        using var input = new StreamReader(Console.OpenStandardInput());
        var pictures = PictureList.Read(parsed.GetValue(_pictures)!, reader.Extensions, input);
        using var file = parsed.GetValue(_out) is { } path ? new OutputFile(path, _out.Name, InputPaths.Of(parsed, pictures)) : null;

        using var model = await _model.LoadAsync(parsed, cancellationToken);
        using var classifier = new TptClassifier(model, classes, options, new ClassPreparation(ProgressReport.Of(CommonOptions.MessagesOf(parsed)), classes.Count), cancellationToken);
        var run = new PredictionRun(classifier, reader);
        await using var output = file is null ? StandardOutput.Open() : null;
        await WriteAsync(run, pictures, WriterOf(format, output ?? file!.Writer, pictures, classifier, parsed.GetValue(_top)), file is null ? null : ProgressReport.Of(CommonOptions.MessagesOf(parsed)), cancellationToken);
        file?.Place();
        Report(run, CommonOptions.MessagesOf(parsed));
        return run.WithoutAnswer == run.Count ? throw new InvalidDataException("No picture has an answer.") : ExitCode.Done;
    }

    private static async Task WriteAsync(PredictionRun run, IReadOnlyList<string> pictures, IPredictionWriter writer, ProgressReport? progress, CancellationToken cancellationToken)
    {
        try
        {
            writer.Begin();
            await foreach (var picture in run.Score(pictures, cancellationToken))
            {
                writer.Write(picture);
                var left = run.Elapsed / run.Count * (pictures.Count - run.Count);
                progress?.Show((double)run.Count / pictures.Count, Invariant($"{run.Count} of {pictures.Count} pictures, {run.SecondsAnImage:0.00} s an image, {ProgressReport.Time(left)} left"));
            }
        }
        finally
        {
            progress?.Clear();
        }
    }

    private static void Report(PredictionRun run, Messages messages)
    {
        if (run.Fallbacks > 0)
        {
            messages.Warn(Invariant($"{run.Fallbacks} of the pictures have their zero-shot scores: adaptation gave what is no number. --precision Float32, or a lower LearningRate of the method, helps where the numbers grew too large."));
        }
        if (run.Left > 0)
        {
            messages.Say(Invariant($"The gate left {run.Left} of the pictures to zero-shot."));
        }
        var bad = run.WithoutAnswer == 0 ? "" : Invariant($", {run.WithoutAnswer} without an answer");
        messages.Say(Invariant($"{run.Count} {(run.Count == 1 ? "picture" : "pictures")} in {run.Elapsed.TotalSeconds:0.0} s{(run.WithoutAnswer == run.Count ? "" : Invariant($", {run.SecondsAnImage:0.000} s an image"))}{bad}"));
    }

    private PredictionFormat FormatOf(ParseResult parsed) => (parsed.GetValue(_json), parsed.GetValue(_csv), Path.GetExtension(parsed.GetValue(_out))?.ToUpperInvariant()) switch
    {
        (true, true, _) => throw new InvalidDataException("--json and --csv are given; there is one output. Leave one out."),
        (true, _, _) or (false, false, ".JSON" or ".JSONL" or ".NDJSON") => PredictionFormat.JsonLines,
        (_, true, _) or (false, false, ".CSV") => PredictionFormat.Csv,
        _ => PredictionFormat.Table,
    };

    private static IPredictionWriter WriterOf(PredictionFormat format, TextWriter output, IReadOnlyList<string> pictures, TptClassifier classifier, int top) => format switch
    {
        PredictionFormat.JsonLines => new JsonLinesWriter(output, classifier.ClassNames, top),
        PredictionFormat.Csv => new CsvWriter(output, classifier.ClassNames, top),
        _ => new TableWriter(
            output, text => Console.Error.WriteLine($"error: {text}"), pictures, classifier.ClassNames, top, classifier.Options.Method is not ZeroShotOptions, Console.IsOutputRedirected ? PlainWidth : Math.Max(PlainWidth, Console.WindowWidth)),
    };
}
