using System.CommandLine;
using Tpt.Fuzz;
using Tpt.Fuzz.Supervision;
using Tpt.Fuzz.Targets;

const string All = "all";

var target = new Argument<string>("target") { Description = $"{string.Join(", ", TargetCatalog.All.Select(definition => definition.Name))} or {All}." };
target.AcceptOnlyFromAmong([.. TargetCatalog.All.Select(definition => definition.Name), TargetCatalog.Broken.Name, All]);
var inputs = new Option<long?>("--inputs") { Description = "How many inputs; of all, each target has its share. Without it and --minutes: 10,000." };
var minutes = new Option<double?>("--minutes") { Description = "How long; of all, each target has the same part of it." };
var seed = new Option<ulong>("--seed") { Description = "An input is a function of target, seed and number.", DefaultValueFactory = _ => 1 };
var replay = new Option<FileInfo?>("--replay") { Description = "Runs the input in this file in place of others. Its name says which of the target's kinds it is; without that it is run as each." };
var keep = new Option<string>("--keep") { Description = "The folder for inputs that are found.", DefaultValueFactory = _ => Path.Combine("artifacts", "fuzz") };
var jobs = new Option<int>("--jobs") { Description = "How many targets run at a time.", DefaultValueFactory = _ => Math.Max(1, Environment.ProcessorCount / 2) };
inputs.Validators.Add(result => RequirePositive(result, result.GetValueOrDefault<long?>()));
minutes.Validators.Add(result => RequirePositive(result, result.GetValueOrDefault<double?>()));
jobs.Validators.Add(result => RequirePositive(result, result.GetValueOrDefault<int>()));

var root = new RootCommand("Gives the library inputs that it has never seen, in processes of their own, and keeps the smallest ones that it does not take as documented.")
{
    target, inputs, minutes, seed, replay, keep, jobs, WorkerCommand(), SaveLoop.Command(),
};
root.SetAction(parsed => Run(
    parsed.GetRequiredValue(target) is var name && name == All ? TargetCatalog.All : [TargetCatalog.Find(name)],
    parsed.GetValue(inputs), parsed.GetValue(minutes), parsed.GetValue(seed), parsed.GetValue(replay), parsed.GetValue(keep)!, parsed.GetValue(jobs)));
return root.Parse(args).Invoke();

static int Run(IReadOnlyList<TargetDefinition> targets, long? inputs, double? minutes, ulong seed, FileInfo? replay, string keep, int jobs)
{
    var results = new TargetResult[targets.Count];
    var time = minutes is { } total ? TimeSpan.FromMinutes(total * Math.Min(jobs, targets.Count) / targets.Count) : TimeSpan.FromDays(365);
    var count = inputs ?? (minutes is null ? 10_000 : long.MaxValue);
    Parallel.For(0, targets.Count, new ParallelOptions { MaxDegreeOfParallelism = jobs }, i =>
    {
        var supervisor = new Supervisor(targets[i], seed, keep, Report.Line);
        var share = targets.Count == 1 || inputs is null ? count : Math.Max(1, (long)Math.Ceiling(count * targets[i].Share));
        results[i] = replay is null ? supervisor.Run(share, time) : supervisor.Replay(replay.FullName);
        Report.Line($"{targets[i].Name}: {results[i].Inputs} inputs, {results[i].Findings.Count} findings");
    });
    Report.Results(results);
    return results.Any(result => result.Findings.Count > 0) ? 1 : 0;
}

static Command WorkerCommand()
{
    var name = new Argument<string>("target");
    var seed = new Argument<ulong>("seed");
    var folder = new Argument<string>("folder");
    var worker = new Command("worker", "One target's inputs, by commands of the process that started this one.") { name, seed, folder };
    worker.Hidden = true;
    worker.SetAction(parsed => Worker.Run(parsed.GetRequiredValue(name), parsed.GetValue(seed), parsed.GetRequiredValue(folder)));
    return worker;
}

static void RequirePositive(System.CommandLine.Parsing.OptionResult result, double? value)
{
    if (value <= 0)
    {
        result.AddError($"{result.Option.Name} is {value}; it must be above 0.");
    }
}
