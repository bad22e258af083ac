using System.CommandLine;
using Tpt.Benchmarks.Service;

namespace Tpt.Benchmarks.Commands;

/// <summary>The command line of <see cref="ServiceBenchmark"/>.</summary>
internal static class ServiceCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "How long the service is under load.", DefaultValueFactory = _ => 60 };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 10)
            {
                result.AddError($"--seconds is {result.GetValueOrDefault<int>()}; it must be at least 10.");
            }
        });
        var factor = new Option<double>("--load") { Description = "Pictures that are sent, over those that the pipeline scores in the same time.", DefaultValueFactory = _ => 2 };
        var command = new Command("service", "samples/ClassificationService under more load than it can bear, a tenth of it hostile, against the ML.NET pipeline.") { seconds, factor };
        command.SetAction((parse, cancellationToken) => ServiceBenchmark.RunAsync(parse.GetValue(seconds), parse.GetValue(factor), cancellationToken));
        return command;
    }
}
