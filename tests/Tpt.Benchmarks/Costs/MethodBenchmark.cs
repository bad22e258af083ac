using Tpt.Benchmarks.Images;
using Tpt.Benchmarks.Measuring;
using Tpt.Engine;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.FlatPrompt;
using Tpt.Engine.Prompts;

namespace Tpt.Benchmarks.Costs;

/// <summary>
/// <c>methods</c>: what each method takes for an image, on the same views in one process: the views that it needs through the image tower, and the
/// method. The weights are of a real size and random, so a gate, and USE which has one inside, opens more often than on a real model.
/// </summary>
internal static class MethodBenchmark
{
    /// <param name="size">A name of <c>ModelSizes</c>.</param>
    /// <param name="classes">How many classes, at most 1000.</param>
    /// <param name="images">How many images are timed, behind a first that is not; the median counts.</param>
    public static void Run(string size, int classes, int images)
    {
        var folder = Directory.CreateTempSubdirectory("tpt-methods");
        try
        {
            CostBenchmark.Write(folder.FullName, size);
            using var model = ClipModel.Load(new ModelOptions { Path = folder.FullName, GpuDeviceId = -1 });
            ComparedMethod[] methods = [.. MethodOptions.All.Keys.Order(StringComparer.Ordinal).Select(name => (ComparedMethod)Published(name))];
            using var comparison = new MethodComparison(model, [.. CostBenchmark.ClassNames(classes).Select(name => new ClassPromptSet(name))], new TptClassifierOptions(), methods);
            ComparedImage[] compared = [.. EvaluationImages.Read(EvaluationImages.SampleFolder).Cycle(images + 1).Select(path => Compare(comparison, path)).Skip(1)];
            var zeroShot = Alternation.Median([.. compared.Select(image => image.ZeroShotTime.TotalSeconds)]);
            for (var i = 0; i < methods.Length; i++)
            {
                var seconds = Alternation.Median([.. compared.Select(image => image.Times[i].TotalSeconds)]);
                Console.WriteLine(FormattableString.Invariant($"methods model={size} classes={classes} method={methods[i]} image_s={seconds:0.000} of_zero_shot={seconds / zeroShot:0.0}"));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>A method with its own defaults. What an image costs does not depend on how long the context was prepared.</summary>
    private static MethodOptions Published(string name)
    {
        var method = (MethodOptions)Activator.CreateInstance(MethodOptions.All[name])!;
        return method is FlatPromptOptions flat ? flat with { PreparationSteps = 1 } : method;
    }

    private static ComparedImage Compare(MethodComparison comparison, string path)
    {
        using var views = comparison.CreateViews(EvaluationImages.Decode(path));
        return comparison.Compare(views);
    }
}
