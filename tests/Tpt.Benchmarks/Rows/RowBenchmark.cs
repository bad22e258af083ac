using System.Globalization;
using TorchSharp;
using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Approximations;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Rows;

/// <summary><c>row</c>: a whole image, from its normalised views to its probabilities, published against engine in each setting.</summary>
internal static class RowBenchmark
{
    public const string Published = "published";

    /// <param name="models">Names of <see cref="ModelSizes"/>.</param>
    /// <param name="classCounts">How many classes.</param>
    /// <param name="views">How many views.</param>
    /// <param name="maxProbabilities">How peaked the probabilities are: the first with the published algorithm, the others against the engine's exact setting.</param>
    /// <param name="settings">What the published algorithm is held against.</param>
    /// <param name="repetitions">How many timed runs of each, of which the median counts.</param>
    /// <param name="withPeaks">Whether to measure peak memory, in child processes.</param>
    public static void Run(string[] models, int[] classCounts, int views, double[] maxProbabilities, IReadOnlyList<RowSetting> settings, int repetitions, bool withPeaks)
    {
        foreach (var model in models)
        {
            foreach (var classes in classCounts)
            {
                using var texts = new RowTexts(model, classes);
                var published = RunClasses(model, texts, views, maxProbabilities[0], settings, publishedSeconds: null, repetitions, withPeaks);
                foreach (var maxProbability in maxProbabilities.Skip(1))
                {
                    RunClasses(model, texts, views, maxProbability, settings, published, repetitions, withPeaks: false);
                }
            }
        }
    }

    /// <summary>One run of one way, for its peak memory.</summary>
    public static void RunChild(string way, string model, int classes, int views, double maxProbability)
    {
        using (var scope = NewDisposeScope())
        {
            using var texts = new RowTexts(model, classes);
            var pixels = SyntheticPixels.Create(views, ModelSizes.Of(model).Vision.ImageSize);
            var setting = way == Published ? RowSetting.All[0] : RowSetting.Of(way);
            using var rowModel = new RowModel(model, texts.Classes.InitialFeatures, pixels, maxProbability, setting.Approximations.Precision, setting.Approximations.ExactMargin > 0);
            if (way == Published)
            {
                using var published = CreatePublished(rowModel, model, texts, pixels);
                published.Prepare();
                published.Run();
            }
            else
            {
                using var batch = SyntheticPixels.ToViews(pixels);
                new RowEngine(rowModel, texts, setting).Run(batch);
            }
        }
        PeakMemory.Report();
    }

    /// <summary>Prints a line for each setting, and returns the published algorithm's seconds.</summary>
    private static double RunClasses(
        string model, RowTexts texts, int views, double maxProbability, IReadOnlyList<RowSetting> settings, double? publishedSeconds, int repetitions, bool withPeaks)
    {
        using var scope = NewDisposeScope();
        var classes = texts.Tokens.Length;
        var pixels = SyntheticPixels.Create(views, ModelSizes.Of(model).Vision.ImageSize);
        using var batch = SyntheticPixels.ToViews(pixels);
        using var exact = new RowModel(model, texts.Classes.InitialFeatures, pixels, maxProbability, TptPrecision.Float32, keepFloat32: false);
        using var reduced = new RowModel(model, texts.Classes.InitialFeatures, pixels, maxProbability, TptPrecision.Auto, keepFloat32: true);
        RowEngine Engine(RowSetting setting) => new(setting.Approximations.Precision == TptPrecision.Float32 ? exact : reduced, texts, setting);
        var engines = settings.Select(Engine).ToArray();
        using var published = CreatePublished(exact, model, texts, pixels);
        Tensor? expected = null;
        if (publishedSeconds is null)
        {
            published.Prepare();
        }
        else
        {
            expected = Engine(RowSetting.All[0]).Run(batch).Probabilities;
        }
        foreach (var engine in engines)
        {
            engine.Run(batch);
        }

        // All settings take turns with the published algorithm, so that every ratio is of one time and place.
        var publishedRuns = new double[repetitions];
        var engineRuns = engines.Select(_ => new double[repetitions]).ToArray();
        var actual = new RowResult[engines.Length];
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            publishedRuns[repetition] = publishedSeconds ?? Alternation.Time(() => expected = published.Run().Probabilities);
            for (var i = 0; i < engines.Length; i++)
            {
                engineRuns[i][repetition] = Alternation.Time(() => actual[i] = engines[i].Run(batch));
            }
        }
        var publishedMedian = Alternation.Median(publishedRuns);
        var publishedPeak = withPeaks ? Peak(Published, model, classes, views, maxProbability) : null;
        for (var i = 0; i < engines.Length; i++)
        {
            var engineMedian = Alternation.Median(engineRuns[i]);
            var probabilities = actual[i].Probabilities;
            var difference = (probabilities - expected!).abs().max().item<float>();
            var agrees = probabilities.argmax(0).item<long>() == expected!.argmax(0).item<long>();
            var prepared = engines[i].Setting.Approximations.FirstOrderTolerance > 0 ? $" jacobian_s={texts.FirstOrderSeconds!.Value.ToString("0.0", CultureInfo.InvariantCulture)}" : "";
            var peaks = withPeaks ? $" published_peak_gb={publishedPeak} engine_peak_gb={Peak(engines[i].Setting.Name, model, classes, views, maxProbability)}" : "";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"row model={model} classes={classes} views={views} setting={engines[i].Setting.Name} image_tower={actual[i].DType} max_prob={actual[i].MaxProbability:0.00} "
                + $"gradient_classes={engines[i].GradientClasses(actual[i])} published_s={publishedMedian:0.00} published_range_s={publishedRuns.Min():0.00}-{publishedRuns.Max():0.00} engine_s={engineMedian:0.00} engine_range_s={engineRuns[i].Min():0.00}-{engineRuns[i].Max():0.00} ratio={publishedMedian / engineMedian:0.0} "
                + $"against={(publishedSeconds is null ? Published : RowSetting.All[0].Name)} prob_maxabs={difference:0.0e+0} top1={(agrees ? "same" : "differs")} left={(actual[i].IsAdapted ? "no" : "yes")} computed_again={(actual[i].IsComputedAgain ? "yes" : "no")}{prepared}{peaks}"));
        }
        return publishedMedian;
    }

    private static PublishedRow CreatePublished(RowModel rowModel, string model, RowTexts texts, Tensor pixels)
        => new(rowModel.Towers, texts.Tokens, SyntheticPrompts.ContextLength, ModelSizes.Of(model).Text.MaxPositionEmbeddings, pixels);

    private static string Peak(string way, string model, int classes, int views, double maxProbability)
    {
        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
        return PeakMemory.OfChild("row-child", way, model, Text(classes), Text(views), Text(maxProbability)).ToString("0.00", CultureInfo.InvariantCulture);
    }
}
