using System.CommandLine;
using Tpt.Cli.Batch.Commits;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Pictures;
using Tpt.Cli.Terminal;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt commit</c>: looks at all results of a job, and says that they are whole.</summary>
internal sealed class CommitCommand
{
    private const int DefaultReportRows = 1_000_000;

    private readonly Option<string> _plan = new("--plan") { Description = "The plan that 'tpt plan' wrote.", HelpName = "plan.json", Required = true };

    private readonly Option<int> _reportRows = new("--report-rows") { Description = "How many labelled pictures there may be for the figures and the report of 'tpt evaluate'. Each million takes about a gigabyte.", HelpName = "n", CustomParser = OptionValues.Count, DefaultValueFactory = _ => DefaultReportRows };

    private readonly Option<bool> _json = new("--json") { Description = "Print the summary as JSON." };

    public static Command Create()
    {
        var arguments = new CommitCommand();
        var command = new Command("commit", "Look whether every shard of a job is there and right, write summary and report, and last _SUCCESS.") { arguments._plan, arguments._reportRows, arguments._json };
        command.SetAction((parsed, _) => CommandRun.Of(cancellationToken => arguments.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetValue(_plan)!;
        var plan = PlanFile.Read(path);
        var options = plan.ReadOptions();
        var reader = PictureReader.Of(options);
        var commit = new JobCommit(plan, new JobFolder(path, plan), reader, CommonOptions.MessagesOf(parsed)) { MostLabelledRows = parsed.GetValue(_reportRows) };
        var text = await commit.RunAsync(cancellationToken);
        await using var output = StandardOutput.Open();
        await output.WriteLineAsync(parsed.GetValue(_json) ? text.Json : text.Text);
        return ExitCode.Done;
    }
}
