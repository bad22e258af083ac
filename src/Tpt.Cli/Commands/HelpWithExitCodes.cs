using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Commands;

/// <summary>The help in 80 columns, with the exit codes at the end of that of the program.</summary>
internal sealed class HelpWithExitCodes : SynchronousCommandLineAction
{
    private const int Width = 80;

    private readonly HelpAction _help;

    public HelpWithExitCodes(HelpAction help)
    {
        _help = help;
        _help.MaxWidth = Width;
    }

    public override int Invoke(ParseResult parseResult)
    {
        var result = _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is RootCommand)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(FormattableString.Invariant($"""
                Exit codes:
                  {ExitCode.Done,-4} done
                  {ExitCode.TryAgain,-4} something failed that may pass by itself: the network, a disk, a lock
                  {ExitCode.MendFirst,-4} something to mend first: the command line, the configuration, the data
                  {ExitCode.Interrupted,-4} stopped by Ctrl+C
                  {ExitCode.Terminated,-4} stopped by SIGTERM

                """));
        }
        return result;
    }
}
