using System.CommandLine;
using Tpt.Benchmarks.Costs;
using Tpt.Benchmarks.Synthetic;

namespace Tpt.Benchmarks.Commands;

/// <summary>The command line of <see cref="MethodBenchmark"/>.</summary>
internal static class MethodCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The size of the model.", DefaultValueFactory = _ => "ViT-B/16" };
        model.AcceptOnlyFromAmong(ModelSizes.Names);
        var classes = new Option<int>("--classes") { Description = "How many classes, at most 1000.", DefaultValueFactory = _ => 100 };
        var images = new Option<int>("--images") { Description = "How many images are timed, of which the median counts.", DefaultValueFactory = _ => 3 };
        var command = new Command("methods", "What each method takes for an image, on the same views.") { model, classes, images };
        command.SetAction(parse => MethodBenchmark.Run(parse.GetValue(model)!, parse.GetValue(classes), parse.GetValue(images)));
        return command;
    }
}
