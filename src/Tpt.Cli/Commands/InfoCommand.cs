using System.CommandLine;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt info</c>.</summary>
internal static class InfoCommand
{
    public static Command Create()
    {
        var command = new Command("info", "");
        command.SetAction((parsed, _) => CommandRun.Of(_ => Task.FromResult(0)));
        return command;
    }
}
