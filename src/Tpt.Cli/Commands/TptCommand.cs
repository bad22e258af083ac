using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Commands;

/// <summary>The command line: one class for each command.</summary>
internal static class TptCommand
{
    /// <summary>Runs a command line. What is wrong with it is one line, without the help, which would push it off the screen.</summary>
    /// <param name="args">The arguments.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        // A picture or a class may begin with '@': no response files.
        var parsed = Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync($"error: {error.Message}");
            }
            await Console.Error.WriteLineAsync($"See '{NameOf(parsed.CommandResult.Command)} --help'.");
            return ExitCode.MendFirst;
        }
        // Signals are CommandRun's. What it does not know is a bug, whose stack trace the runtime prints.
        return await CommandRun.Told(() => parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }));
    }

    public static RootCommand Create()
    {
        var root = new RootCommand("CLIP with test-time prompt tuning: download a model, classify pictures, evaluate, explain, and batch jobs on many machines.")
        {
            CommonOptions.CreateQuiet(),
        };
        root.Subcommands.Add(InfoCommand.Create());
        root.Subcommands.Add(DownloadCommand.Create());
        root.Subcommands.Add(PredictCommand.Create());
        root.Subcommands.Add(ExplainCommand.Create());
        root.Subcommands.Add(EvaluateCommand.Create());
        root.Subcommands.Add(PlanCommand.Create());
        root.Subcommands.Add(WorkerCommand.Create());
        root.Subcommands.Add(CommitCommand.Create());
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExitCodes((HelpAction)help.Action!);
        return root;
    }

    private static string NameOf(Command command) => command is RootCommand ? "tpt" : $"tpt {command.Name}";
}
