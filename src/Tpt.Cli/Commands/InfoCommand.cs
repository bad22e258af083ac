using System.CommandLine;
using Tpt.Cli.Information;
using Tpt.Cli.Models;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt info</c>: what a model is, and what it takes here.</summary>
internal sealed class InfoCommand
{
    private static readonly int[] _usualCounts = [10, 100, 1000];

    private readonly ModelArguments _model = ModelArguments.AsArgument();

    private readonly Option<int[]> _classCount = new("--class-count") { Description = "For how many classes the memory is told, with commas between several. Without it, 10, 100 and 1000.", HelpName = "n,n", CustomParser = OptionValues.Counts };

    private readonly Option<bool> _noMeasure = new("--no-measure") { Description = "Leave out the seconds an image, which are measured." };

    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    public static Command Create()
    {
        var arguments = new InfoCommand();
        var command = new Command("info", "Say what a model is, what memory and time it takes here, and which files it was read from.");
        arguments._model.AddTo(command);
        foreach (var option in (Option[])[arguments._classCount, arguments._noMeasure, arguments._json])
        {
            command.Options.Add(option);
        }
        command.SetAction((parsed, _) => CommandRun.Of(cancellationToken => arguments.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var model = await _model.LoadAsync(parsed, cancellationToken);
        var speed = parsed.GetValue(_noMeasure) ? null : SpeedMeasurement.Of(model, _model.ReadApproximations(parsed), cancellationToken);
        var information = ModelInformation.Of(model, parsed.GetValue(_classCount) is { Length: > 0 } counts ? counts : _usualCounts, speed);
        await using var output = StandardOutput.Open();
        foreach (var line in parsed.GetValue(_json) ? [InformationJson.Of(information)] : InformationText.Lines(information))
        {
            await output.WriteLineAsync(line);
        }
        return ExitCode.Done;
    }
}
