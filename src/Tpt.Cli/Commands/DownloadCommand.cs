using System.CommandLine;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt download</c>.</summary>
internal static class DownloadCommand
{
    public static Command Create()
    {
        var command = new Command("download", "");
        command.SetAction((parsed, _) => CommandRun.Of(_ => Task.FromResult(0)));
        return command;
    }
}
