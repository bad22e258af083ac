using System.CommandLine;
using Tpt.Benchmarks.BuiltIn;

namespace Tpt.Benchmarks.Commands;

/// <summary>The command line of <see cref="BuiltInBenchmark"/>.</summary>
internal static class BuiltInCommand
{
    public static Command Create()
    {
        var repetitions = new Option<int>("--repetitions") { Description = "How many timed passes over the images, of which the median counts.", DefaultValueFactory = _ => 5 };
        var rows = new Option<int?>("--rows") { Description = "Then score so many rows, the images over and over, and print live tensors and resident memory on the way." };
        rows.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is <= Soak.StartRow)
            {
                result.AddError($"--rows must be above {Soak.StartRow}, the row of the first reading.");
            }
        });
        var command = new Command("builtin", "Rows per second of the ML.NET pipeline on the built-in model, and the share of each stage.") { repetitions, rows };
        command.SetAction(parse => BuiltInBenchmark.Run(parse.GetValue(repetitions), parse.GetValue(rows)));
        return command;
    }
}
