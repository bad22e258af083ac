using System.Globalization;
using Tpt.Benchmarks.Agreement;
using Tpt.Benchmarks.BuiltIn;
using Tpt.Benchmarks.Measuring;
using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Rows;

/// <summary>
/// <c>mean</c>: what the mean image costs, published against engine. How many images a gate leaves, how many are computed again and whether the classes are
/// the published ones is counted on pictures and a trained model; what each kind costs is timed on a model of real size.
/// </summary>
internal static class MeanRowBenchmark
{
    /// <param name="model">A name of <see cref="ModelSizes"/>.</param>
    /// <param name="classCounts">How many classes.</param>
    /// <param name="views">How many views.</param>
    /// <param name="maxProbability">How peaked the probabilities are.</param>
    /// <param name="images">The pictures, in class folders or sets of such.</param>
    /// <param name="settings">What the published algorithm is held against.</param>
    /// <param name="repetitions">How many timed runs of each kind, of which the median counts.</param>
    public static void Run(string model, int[] classCounts, int views, double maxProbability, string images, IReadOnlyList<RowSetting> settings, int repetitions)
    {
        RowShares[] shares = [.. AgreementBenchmark.Compare(images, BuiltInModel.Folder, [.. settings.Select(setting => new AgreementSetting(setting.Name, setting.Approximations) { Gate = setting.Gate })])
            .Select(RowShares.Of)];
        foreach (var classes in classCounts)
        {
            using var scope = NewDisposeScope();
            using var texts = new RowTexts(model, classes);
            var pixels = SyntheticPixels.Create(views, ModelSizes.Of(model).Vision.ImageSize);
            using var batch = SyntheticPixels.ToViews(pixels);
            using var exact = new RowModel(model, texts.Classes.InitialFeatures, pixels, maxProbability, TptPrecision.Float32, keepFloat32: false);
            using var reduced = new RowModel(model, texts.Classes.InitialFeatures, pixels, maxProbability, TptPrecision.Auto, keepFloat32: true);
            using var published = new PublishedRow(exact.Towers, texts.Tokens, SyntheticPrompts.ContextLength, ModelSizes.Of(model).Text.MaxPositionEmbeddings, pixels);
            MeanRow[] rows = [.. settings.Zip(shares, (setting, share) => new MeanRow(setting.Approximations.Precision == TptPrecision.Float32 ? exact : reduced, texts, setting, share, repetitions))];
            published.Prepare();
            Array.ForEach(rows, row => row.Prepare(batch));

            // All take turns, so that every ratio is of one time and place.
            var publishedRuns = new double[repetitions];
            for (var repetition = 0; repetition < repetitions; repetition++)
            {
                publishedRuns[repetition] = Alternation.Time(() => published.Run());
                Array.ForEach(rows, row => row.Time(batch, repetition));
            }
            var publishedMedian = Alternation.Median(publishedRuns);
            foreach (var row in rows)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"mean model={model} classes={classes} views={views} published_s={publishedMedian:0.00} published_range_s={publishedRuns.Min():0.00}-{publishedRuns.Max():0.00} {row} ratio={publishedMedian / row.MeanSeconds:0.0}"));
            }
        }
    }
}
