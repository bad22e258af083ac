using System.CommandLine;
using Tpt.Benchmarks.Costs;
using Tpt.Benchmarks.Synthetic;

namespace Tpt.Benchmarks.Commands;

/// <summary>The command line of <see cref="CostBenchmark"/>.</summary>
internal static class CostCommand
{
    public static Command Create()
    {
        var models = new Option<string[]>("--model") { Description = "The sizes of the models.", DefaultValueFactory = _ => ["ViT-B/32", "ViT-B/16", "ViT-L/14"], AllowMultipleArgumentsPerToken = true };
        models.AcceptOnlyFromAmong(ModelSizes.Names);
        var classes = new Option<int[]>("--classes") { Description = "How many classes, at most 1000.", DefaultValueFactory = _ => [10, 100, 1000], AllowMultipleArgumentsPerToken = true };
        var settings = new Option<string[]>("--setting") { Description = "The ways to classify. Without it, all.", AllowMultipleArgumentsPerToken = true };
        settings.AcceptOnlyFromAmong([.. CostSetting.All.Select(setting => setting.Name)]);
        var images = new Option<int>("--images") { Description = "How many images are timed, of which the median counts.", DefaultValueFactory = _ => 3 };
        var command = new Command("costs", "What an image costs by the ML.NET pipeline: seconds and peak memory, zero-shot beside adapted.") { models, classes, settings, images };
        command.SetAction(parse => CostBenchmark.Run(
            parse.GetValue(models)!,
            parse.GetValue(classes)!,
            parse.GetValue(settings) is { Length: > 0 } names ? [.. names.Select(CostSetting.Of)] : CostSetting.All,
            parse.GetValue(images)));
        return command;
    }

    /// <summary>One way in a process of its own.</summary>
    public static Command CreateChild()
    {
        var checkpoint = new Argument<string>("checkpoint");
        var classes = new Argument<int>("classes");
        var setting = new Argument<string>("setting");
        var images = new Argument<int>("images");
        var command = new Command("costs-child", "One way to classify, for its time and peak memory.") { checkpoint, classes, setting, images };
        command.Hidden = true;
        command.SetAction(parse => CostBenchmark.RunChild(parse.GetValue(checkpoint)!, parse.GetValue(classes), parse.GetValue(setting)!, parse.GetValue(images)));
        return command;
    }
}
