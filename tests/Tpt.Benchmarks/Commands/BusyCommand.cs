using System.CommandLine;
using Tpt.Benchmarks.Busy;

namespace Tpt.Benchmarks.Commands;

/// <summary>The command line of <see cref="BusyBenchmark"/>.</summary>
internal static class BusyCommand
{
    public static Command Create()
    {
        var processes = new Option<int>("--processes") { Description = "How many processes keep cores busy.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var passes = Count("--passes", "How many passes over the pictures are timed, of which the median counts.", 1);
        var bursts = Count("--bursts", "How many bursts of requests are served.", 2);
        var command = new Command("busy", "The ML.NET pipeline on an idle and on a busy machine, which it makes busy itself, and the memory of a process that serves.") { processes, passes, bursts };
        command.SetAction(parse => BusyBenchmark.Run(parse.GetValue(processes), parse.GetValue(passes), parse.GetValue(bursts)));
        return command;
    }

    /// <summary>Passes in a process of their own.</summary>
    public static Command CreatePass()
    {
        var teams = new Argument<string>("teams");
        teams.AcceptOnlyFromAmong([.. BusyPass.Teams]);
        var passes = new Argument<int>("passes");
        var measureMemory = new Argument<bool>("measure-memory");
        var command = new Command(BusyPass.CommandName, "Passes over some pictures.") { teams, passes, measureMemory };
        command.Hidden = true;
        command.SetAction(parse => BusyPass.Run(parse.GetValue(teams)!, parse.GetValue(passes), parse.GetValue(measureMemory)));
        return command;
    }

    /// <summary>Requests in a process of their own.</summary>
    public static Command CreateServe()
    {
        var bursts = new Argument<int>("bursts");
        var command = new Command(ServePass.CommandName, "Bursts of requests.") { bursts };
        command.Hidden = true;
        command.SetAction(parse => ServePass.Run(parse.GetValue(bursts)));
        return command;
    }

    /// <summary>A process that keeps one core busy.</summary>
    public static Command CreateSpin()
    {
        var command = new Command(SpinningProcesses.CommandName, "Keeps one core busy until the standard input is closed.");
        command.Hidden = true;
        command.SetAction(_ => SpinningProcesses.Spin());
        return command;
    }

    private static Option<int> Count(string name, string description, int value)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} is {result.GetValueOrDefault<int>()}; it must be at least 1.");
            }
        });
        return option;
    }
}
