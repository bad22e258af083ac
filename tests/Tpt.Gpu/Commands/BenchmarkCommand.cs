using System.CommandLine;
using Tpt.Benchmarks.Synthetic;
using Tpt.Gpu.Measuring;

namespace Tpt.Gpu.Commands;

/// <summary>The command line of <see cref="GpuBenchmark"/>.</summary>
internal static class BenchmarkCommand
{
    public static Command Create()
    {
        var device = DeviceOption.Create();
        var model = new Option<string>("--model") { Description = "The size of the model.", DefaultValueFactory = _ => ModelSizes.Names[0] };
        model.AcceptOnlyFromAmong(ModelSizes.Names);
        var batches = new Option<int[]>("--batch") { Description = "How many views go through the image tower in one pass.", DefaultValueFactory = _ => [1, 64, 256], AllowMultipleArgumentsPerToken = true };
        var classes = new Option<int[]>("--classes") { Description = "How many classes the prompt is tuned for.", DefaultValueFactory = _ => [10, 47, 100, 1000], AllowMultipleArgumentsPerToken = true };
        var chunk = new Option<int?>("--class-chunk") { Description = "How many prompts go through the text tower together. Without it, as many as the library takes." };
        var views = new Option<int>("--views") { Description = "How many views an image has.", DefaultValueFactory = _ => 64 };
        var repetitions = new Option<int>("--repetitions") { Description = "How many timed runs, of which the median counts.", DefaultValueFactory = _ => 5 };
        var published = new Option<bool>("--no-published") { Description = "Without the published algorithm in plain code." };
        var card = new Option<string?>("--card") { Description = "The card's name as nvidia-smi has it, for its limit." };
        var peak = new Option<double?>("--peak-tflops") { Description = "The card's limit for dense products in bfloat16, in TFLOP/s, where the table here does not have it." };
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this file too." };
        foreach (var option in new Option<int>[] { views, repetitions })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() < 1)
                {
                    result.AddError($"{option.Name} is {result.GetValueOrDefault<int>()}; it must be at least 1.");
                }
            });
        }
        var command = new Command("benchmark", "Times the image tower and prompt tuning in each precision, and the published algorithm, on synthetic weights.") { device, model, batches, classes, chunk, views, repetitions, published, card, peak, json };
        command.SetAction(parse => GpuBenchmark.Run(
            new BenchmarkSettings
            {
                Device = DeviceOption.Find(parse.GetValue(device)),
                Model = parse.GetRequiredValue(model),
                Batches = parse.GetRequiredValue(batches),
                Classes = parse.GetRequiredValue(classes),
                ClassChunkSize = parse.GetValue(chunk),
                Views = parse.GetValue(views),
                Repetitions = parse.GetValue(repetitions),
                TimesPublished = !parse.GetValue(published),
                Card = parse.GetValue(card),
                PeakTeraflops = parse.GetValue(peak) ?? CardLimits.Find(parse.GetValue(card)),
            },
            Console.Out,
            parse.GetValue(json)));
        return command;
    }
}
