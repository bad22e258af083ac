using System.CommandLine;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Batch.Workers;
using Tpt.Cli.Evaluation;
using Tpt.Cli.Pictures;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Commands;

/// <summary><c>tpt worker</c>: scores shards of a planned job.</summary>
internal sealed class WorkerCommand
{
    private const int DefaultCheckpointSeconds = 120;

    private readonly Option<string> _plan = new("--plan") { Description = "The plan that 'tpt plan' wrote.", HelpName = "plan.json", Required = true };

    private readonly Option<int?> _shard = new("--shard") { Description = $"The shard, from 0. Without it, the number of the task in {string.Join(", ", TaskIndex.Variables)}; of the last, which is text, the digits at its end, as in task-17.", HelpName = "k", CustomParser = OptionValues.WholeOrNone };

    private readonly Option<string?> _shards = new("--shards") { Description = "Several shards one after the other, as in 10..20: the first, and the one behind the last.", HelpName = "from..to" };

    private readonly Option<int> _perTask = new("--shards-per-task") { Description = "How many shards a task scores, where tasks start slowly: task 2 of 10 scores the shards 20..30. The model is loaded once. Not with --shards.", HelpName = "n", CustomParser = OptionValues.Count, DefaultValueFactory = _ => 1 };

    private readonly Option<int> _checkpoint = new("--checkpoint") { Description = "After how many seconds what is scored is written, so that no more is lost.", HelpName = "seconds", CustomParser = OptionValues.Count, DefaultValueFactory = _ => DefaultCheckpointSeconds };

    private readonly ModelArguments _model = new();

    public static Command Create()
    {
        var arguments = new WorkerCommand();
        var command = new Command("worker", "Score shards of a job. One that is there is left alone, and one that was begun goes on. The task of a scheduler: see the exit codes of 'tpt --help'.");
        foreach (var option in (Option[])[arguments._plan, arguments._shard, arguments._shards, arguments._perTask, arguments._checkpoint])
        {
            command.Options.Add(option);
        }
        arguments._model.AddPlacesTo(command);
        command.SetAction((parsed, _) => CommandRun.Of(cancellationToken => arguments.RunAsync(parsed, cancellationToken)));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var messages = CommonOptions.MessagesOf(parsed);
        var path = parsed.GetValue(_plan)!;
        var plan = PlanFile.Read(path);
        PlannedEngine.Require(plan);
        var range = RangeOf(parsed, plan, messages);
        var folder = new JobFolder(path, plan);
        folder.Create();
        var worker = new ShardWorker(plan, folder, TimeSpan.FromSeconds(parsed.GetValue(_checkpoint)), messages);
        List<int> open = [];
        for (var shard = range.From; shard < range.To; shard++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await worker.IsDoneAsync(shard))
            {
                messages.Say(Invariant($"shard {shard} is there"));
            }
            else
            {
                open.Add(shard);
            }
        }
        if (open.Count > 0)
        {
            await ScoreAsync(parsed, plan, worker, open, messages, cancellationToken);
        }
        return ExitCode.Done;
    }

    private async Task ScoreAsync(ParseResult parsed, JobPlan plan, ShardWorker worker, List<int> shards, Messages messages, CancellationToken cancellationToken)
    {
        var options = plan.ReadOptions();
        var reader = PictureReader.Of(options);
        using var model = await _model.LoadAsync(parsed, plan.Model, options.Approximations, cancellationToken);
        PlannedEngine.Require(plan, model);
        using var scorer = new ShardScorer(model, plan, reader);
        var device = Invariant($"{model.Device.type}-{model.DType}").ToLowerInvariant();
        foreach (var shard in shards)
        {
            var (from, to) = plan.RangeOf(shard);
            messages.Say(Invariant($"shard {shard} of {plan.Shards.Count}, the rows {from}..{to}"));
            await worker.RunAsync(shard, scorer, device, RunProgress.Of(messages), cancellationToken);
        }
    }

    private ShardRange RangeOf(ParseResult parsed, JobPlan plan, Messages messages)
    {
        var (shard, shards, perTask, count) = (parsed.GetValue(_shard), parsed.GetValue(_shards), parsed.GetValue(_perTask), plan.Shards.Count);
        if (shard is not null && shards is not null)
        {
            throw new InvalidDataException("--shard and --shards are given. Leave one out.");
        }
        if (shards is not null && parsed.GetResult(_perTask) is { Implicit: false })
        {
            throw new InvalidDataException(Invariant($"--shards is '{Excerpt.Of(shards)}' and --shards-per-task is {perTask}: the first says which shards, the second how many a numbered task has. Leave one out."));
        }
        if (shards is not null)
        {
            return ShardRange.Parse(shards).Within(count);
        }
        if (shard is < 0)
        {
            throw new InvalidDataException(Invariant($"--shard is {shard}; the first is 0."));
        }
        if (shard is { } given)
        {
            return ShardRange.OfTask(given, perTask, count);
        }
        var (index, variable) = TaskIndex.Read(Environment.GetEnvironmentVariable);
        messages.Say(Invariant($"task {index}, by {variable}"));
        return ShardRange.OfTask(index, perTask, count);
    }
}
