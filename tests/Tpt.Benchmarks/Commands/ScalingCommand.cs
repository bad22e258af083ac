using System.CommandLine;
using Tpt.Benchmarks.Scaling;

namespace Tpt.Benchmarks.Commands;

/// <summary>The command line of <see cref="ScalingBenchmark"/>.</summary>
internal static class ScalingCommand
{
    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Few points, each measured once." };
        var output = new Option<string>("--output") { Description = "Where scaling.md, scaling.json and scaling.png go.", DefaultValueFactory = _ => "tests/Tpt.Benchmarks/Results" };
        var command = new Command("scaling", "Cost against classes, views, batch size and threads: a table and a chart.") { quick, output };
        command.SetAction(parse => ScalingBenchmark.Run(parse.GetValue(quick), parse.GetValue(output)!));
        return command;
    }

    /// <summary>One class count, for its peak memory.</summary>
    public static Command CreateChild()
    {
        var classes = new Argument<int>("classes");
        var command = new Command("scaling-child", "The text side at one number of classes.") { classes };
        command.Hidden = true;
        command.SetAction(parse => ClassScaling.RunChild(parse.GetValue(classes)));
        return command;
    }
}
