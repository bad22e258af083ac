using System.Globalization;
using TorchSharp;
using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Commands;

/// <summary><c>row</c>: a whole image, from its normalised views to its probabilities, published against engine in each precision.</summary>
internal static class RowBenchmark
{
    private const int ViewCount = 64;

    private static readonly (TptPrecision Precision, double PruningTolerance)[] _settings =
        [(TptPrecision.Float32, 0), (TptPrecision.Auto, 0), (TptPrecision.Auto, 1e-2)];

    public static void Run(string model, int[] classCounts)
    {
        foreach (var classes in classCounts)
        {
            using var scope = NewDisposeScope();
            RunClasses(model, classes);
        }
    }

    private static void RunClasses(string model, int classes)
    {
        var config = ModelSizes.Of(model);
        var prompts = SyntheticPrompts.Create(classes);
        using var publishedNetwork = SyntheticNetwork.Create(config);
        var pixels = randn(ViewCount, 3, config.Vision.ImageSize, config.Vision.ImageSize);
        using var published = new PublishedRow(new PublishedTowers(publishedNetwork, config), prompts, SyntheticPrompts.ContextLength, config.Text.MaxPositionEmbeddings, pixels);
        published.Prepare();
        var engines = _settings.Select(setting => new RowEngine(config, prompts, setting.Precision, setting.PruningTolerance)).ToArray();
        foreach (var engine in engines)
        {
            engine.Run(pixels);
        }

        // All settings take turns with the published algorithm, so that every ratio is of one time and place.
        var repetitions = classes >= 1000 ? 1 : 2;
        var publishedSeconds = new double[repetitions];
        var engineSeconds = engines.Select(_ => new double[repetitions]).ToArray();
        Tensor? expected = null;
        var actual = new Tensor[engines.Length];
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            publishedSeconds[repetition] = Alternation.Time(() => expected = published.Run());
            for (var i = 0; i < engines.Length; i++)
            {
                engineSeconds[i][repetition] = Alternation.Time(() => actual[i] = engines[i].Run(pixels));
            }
        }
        for (var i = 0; i < engines.Length; i++)
        {
            var (publishedMedian, engineMedian) = (Alternation.Median(publishedSeconds), Alternation.Median(engineSeconds[i]));
            var difference = (actual[i] - expected!).abs().max().item<float>();
            var agrees = actual[i].argmax(0).item<long>() == expected!.argmax(0).item<long>();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"row model={model} classes={classes} views={ViewCount} image_tower={engines[i].DType} pruning={_settings[i].PruningTolerance} "
                + $"published_s={publishedMedian:0.00} engine_s={engineMedian:0.00} ratio={publishedMedian / engineMedian:0.0} "
                + $"prob_maxabs={difference:0.0e+0} top1={(agrees ? "same" : "differs")}"));
            engines[i].Dispose();
        }
    }
}
