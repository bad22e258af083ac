using System.CommandLine;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt predict</c>.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var command = new Command("predict", "");
        command.SetAction((parsed, _) => CommandRun.Of(_ => Task.FromResult(0)));
        return command;
    }
}
