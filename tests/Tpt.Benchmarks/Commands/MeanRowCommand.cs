using System.CommandLine;
using Tpt.Benchmarks.Images;
using Tpt.Benchmarks.Rows;
using Tpt.Benchmarks.Synthetic;

namespace Tpt.Benchmarks.Commands;

/// <summary>The command line of <see cref="MeanRowBenchmark"/>.</summary>
internal static class MeanRowCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The size of the model.", DefaultValueFactory = _ => "ViT-B/16" };
        model.AcceptOnlyFromAmong(ModelSizes.Names);
        var classes = new Option<int[]>("--classes") { Description = "How many classes.", DefaultValueFactory = _ => [10, 100], AllowMultipleArgumentsPerToken = true };
        var views = new Option<int>("--views") { Description = "How many views.", DefaultValueFactory = _ => 64 };
        var maxProbability = new Option<double>("--max-prob") { Description = "How peaked the probabilities are: the mean over the views of the largest one.", DefaultValueFactory = _ => 0.9 };
        var images = new Option<string>("--images") { Description = "A folder with one folder of images for each class, or with several such sets. Without it, the sample's pictures.", DefaultValueFactory = _ => EvaluationImages.SampleFolder };
        var settings = new Option<string[]>("--setting") { Description = "The settings of the engine. Without it, all.", AllowMultipleArgumentsPerToken = true };
        settings.AcceptOnlyFromAmong([.. RowSetting.All.Select(setting => setting.Name)]);
        var repetitions = new Option<int>("--repetitions") { Description = "How many timed runs of each kind of image, of which the median counts.", DefaultValueFactory = _ => 3 };
        var command = new Command("mean", "The mean image, published algorithm against engine: what gates leave and what is computed again is counted on pictures.") { model, classes, views, maxProbability, images, settings, repetitions };
        command.SetAction(parse => MeanRowBenchmark.Run(
            parse.GetValue(model)!, parse.GetValue(classes)!, parse.GetValue(views), parse.GetValue(maxProbability), parse.GetValue(images)!,
            RowSetting.Of(parse.GetValue(settings)!), parse.GetValue(repetitions)));
        return command;
    }
}
