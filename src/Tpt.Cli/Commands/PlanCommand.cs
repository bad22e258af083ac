using System.CommandLine;
using Microsoft.ML;
using Tpt.Cli.Batch.Inputs;
using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Terminal;
using Tpt.Engine.Imaging;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt plan</c>: writes down a job, for many workers to follow.</summary>
internal sealed class PlanCommand
{
    private const int DefaultRowsPerShard = 20_000;

    private readonly Option<string> _input = new("--input") { Description = "The pictures: a folder, a text file with a path and perhaps a tab and a label on each line, or CSV or Parquet with the columns path and label. Relative paths begin at the file's folder.", HelpName = "folder|file", Required = true };

    private readonly Option<string?> _classes = new("--classes") { Description = "The classes: names with commas between them, or a text file with one a line. Without it, the class folders of a folder.", HelpName = "a,b,c|file" };

    private readonly Option<int> _rowsPerShard = new("--rows-per-shard") { Description = "How many pictures a shard has, which a task scores.", HelpName = "n", CustomParser = OptionValues.Count, DefaultValueFactory = _ => DefaultRowsPerShard };

    private readonly Option<string> _out = new("--out") { Description = "The folder of the job: plan, manifest and results.", HelpName = "folder", Required = true };

    private readonly Option<PictureCheck> _check = new("--check") { Description = "By what a worker knows that a picture is still the one that was planned: Length of the file, Sha256 of its bytes, which reads all of them now, or None. Another one is a row with an error.", HelpName = "name", CustomParser = OptionValues.Name<PictureCheck>, DefaultValueFactory = _ => PictureCheck.Length };

    private readonly Option<double?> _cascade = CascadeOption.Create("One view of every picture first, and all views of those whose zero-shot lead is below the margin.");

    private readonly ModelArguments _model = new();

    private readonly ScoringArguments _scoring = new();

    public static Command Create()
    {
        var arguments = new PlanCommand();
        var command = new Command("plan", "Write down a job for many workers: the pictures in shards, the model, classes and options. See 'tpt worker'.") { arguments._input, arguments._classes };
        arguments._model.AddTo(command);
        arguments._scoring.AddTo(command);
        foreach (var option in (Option[])[arguments._rowsPerShard, arguments._cascade, arguments._check, arguments._out])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, _) => CommandRun.Of(cancellationToken => arguments.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (input, output) = (parsed.GetValue(_input)!, parsed.GetValue(_out)!);
        OutputGuard.RequireName(output, _out.Name);
        OutputGuard.RequireName(input, _input.Name);
        if (File.Exists(output))
        {
            throw new InvalidDataException($"--out is '{Excerpt.Of(output)}', a file. Name a folder.");
        }
        if (Directory.Exists(input) && RealPath.Contains(input, output))
        {
            throw new InvalidDataException($"--out is '{Excerpt.Of(output)}', which lies among the pictures of --input. Name a folder elsewhere.");
        }
        var reader = _scoring.ReadPictures(parsed);
        var scoring = _scoring.ReadWithMethod(parsed, "A job has") with { Approximations = _model.ReadApproximations(parsed) };
        scoring.Validate();
        var pictures = JobInput.Open(input, parsed.GetValue(_classes) is { } names ? ClassesOption.Read(names) : null, reader.Extensions);

        using var model = await _model.LoadAsync(parsed, cancellationToken);
        var result = await new JobPlanner(output, CommonOptions.MessagesOf(parsed)).RunAsync(
            new JobRequest(pictures, scoring, model, _model.PlaceOf(parsed))
            {
                RowsPerShard = parsed.GetValue(_rowsPerShard),
                Check = parsed.GetValue(_check),
                CascadeMargin = parsed.GetValue(_cascade),
                Decoder = reader.DecoderName == ImageDecoders.SkiaSharp.Name ? null : reader.Decoder,
                AppliesExifOrientation = reader.AppliesExifOrientation,
            },
            cancellationToken);
        await using var standardOutput = StandardOutput.Open();
        await standardOutput.WriteLineAsync(result);
        return ExitCode.Done;
    }
}
