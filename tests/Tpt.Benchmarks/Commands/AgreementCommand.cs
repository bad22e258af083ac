using System.CommandLine;
using Tpt.Benchmarks.Agreement;
using Tpt.Benchmarks.BuiltIn;
using Tpt.Benchmarks.Images;

namespace Tpt.Benchmarks.Commands;

/// <summary>The command line of <see cref="AgreementBenchmark"/>.</summary>
internal static class AgreementCommand
{
    public static Command Create()
    {
        var images = new Option<string>("--images") { Description = "A folder with one folder of images for each class, or with several such sets. Without it, the sample's pictures.", DefaultValueFactory = _ => EvaluationImages.SampleFolder };
        var model = new Option<string>("--model") { Description = "A CLIP model's folder. Without it, the built-in model.", DefaultValueFactory = _ => BuiltInModel.Folder };
        var settings = new Option<string[]>("--setting") { Description = "The settings to compare. Without it, all.", AllowMultipleArgumentsPerToken = true };
        settings.AcceptOnlyFromAmong([.. AgreementSettings.All.Select(setting => setting.Name)]);
        var command = new Command("agreement", "Top-1 agreement and score differences between settings of the engine.") { images, model, settings };
        command.SetAction(parse => AgreementBenchmark.Run(parse.GetValue(images)!, parse.GetValue(model)!, AgreementSettings.Of(parse.GetValue(settings)!)));
        return command;
    }
}
