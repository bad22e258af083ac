using System.Globalization;
using TorchSharp;
using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Devices;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Commands;

/// <summary><c>row</c>: a whole image, from its normalised views to its probabilities, published against engine in each precision.</summary>
internal static class RowBenchmark
{
    private const int ViewCount = 64;

    public static void Run(string model, int[] classCounts)
    {
        foreach (var classes in classCounts)
        {
            foreach (var precision in new[] { TptPrecision.Float32, TptPrecision.Auto })
            {
                Console.WriteLine(Line(model, classes, precision));
            }
        }
    }

    private static string Line(string model, int classes, TptPrecision precision)
    {
        using var scope = NewDisposeScope();
        var config = ModelSizes.Of(model);
        var prompts = SyntheticPrompts.Create(classes);
        using var publishedNetwork = SyntheticNetwork.Create(config);
        using var engineNetwork = SyntheticNetwork.Create(config);
        engineNetwork.SetImageDType(PrecisionSelection.Select(precision, CPU));
        var pixels = randn(ViewCount, 3, config.Vision.ImageSize, config.Vision.ImageSize);

        using var published = new PublishedRow(new PublishedTowers(publishedNetwork, config), prompts, SyntheticPrompts.ContextLength, config.Text.MaxPositionEmbeddings, pixels);
        var layout = new PromptLayout(SyntheticPrompts.ContextLength, ClassTokenPosition.End, 0);
        using var engine = new PromptEncoder(engineNetwork, prompts, layout, initialContext: null, chunkSize: null);
        var tuning = new PromptTuning(new TptClassifierOptions());
        published.Prepare();
        Tensor? expected = null, actual = null;
        var (publishedSeconds, engineSeconds) = Alternation.Medians(
            () => expected = published.Run(),
            () => actual = RunEngine(engineNetwork, engine, tuning, pixels),
            repetitions: classes >= 1000 ? 1 : 3);
        var difference = (actual! - expected!).abs().max().item<float>();
        var agrees = actual!.argmax(0).item<long>() == expected!.argmax(0).item<long>();
        return string.Create(CultureInfo.InvariantCulture,
            $"row model={model} classes={classes} views={ViewCount} image_tower={engineNetwork.ImageDType} published_s={publishedSeconds:0.00} engine_s={engineSeconds:0.00} "
            + $"ratio={publishedSeconds / engineSeconds:0.0} prob_maxabs={difference:0.0e+0} top1={(agrees ? "same" : "differs")}");
    }

    private static Tensor RunEngine(ClipNetwork network, PromptEncoder prompts, PromptTuning tuning, Tensor pixels)
    {
        using var scope = NewDisposeScope();
        Tensor features, logits;
        using (no_grad())
        {
            features = ClipNetwork.Normalize(ImageEncoder.Encode(network, pixels));
            logits = prompts.Logits(features, prompts.InitialFeatures);
        }
        return tuning.Adapt([new ViewEvidence(features, logits, prompts)])[0].Probabilities.MoveToOuterDisposeScope();
    }
}
