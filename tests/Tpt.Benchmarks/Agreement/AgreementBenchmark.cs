using System.Globalization;
using Tpt.Benchmarks.Images;
using Tpt.Engine;

namespace Tpt.Benchmarks.Agreement;

/// <summary>
/// <c>agreement</c>: how often each setting gives the class that the reference setting gives, how far their scores are apart,
/// and what adapting takes. Images go through the image tower once for each of its precisions and shares of merged tokens.
/// </summary>
internal static class AgreementBenchmark
{
    /// <param name="folder">Images in class folders, or sets of such.</param>
    /// <param name="modelFolder">The CLIP model.</param>
    /// <param name="settings">What is held against the reference setting.</param>
    public static void Run(string folder, string modelFolder, IReadOnlyList<AgreementSetting> settings)
    {
        var sets = EvaluationImages.ReadSets(folder);
        using var model = ClipModel.Load(modelFolder, new ClipLoadOptions { Precision = TptPrecision.Float32 });
        var encoded = settings.Append(AgreementSettings.Reference).Select(setting => setting.Tower).Distinct().ToDictionary(tower => tower, tower => Encode(sets, modelFolder, tower.Precision, tower.TokenMerging));
        var exact = encoded[AgreementSettings.Reference.Tower];
        var reference = AgreementRun.Of(AgreementSettings.Reference, model, exact, exact);
        foreach (var setting in settings)
        {
            var run = AgreementRun.Of(setting, model, encoded[setting.Tower], exact);
            var difference = new ScoreDifference();
            foreach (var (expected, actual) in reference.Scores.Zip(run.Scores))
            {
                difference.Add(expected, actual);
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"agreement setting={AgreementSettings.Reference.Name}/{setting.Name} {difference} computed_again={run.ComputedAgain} adapt_ms={1000 * run.Seconds / run.Scores.Count:0.0}"));
        }
        foreach (var images in encoded.Values.SelectMany(images => images))
        {
            images.Dispose();
        }
    }

    private static EncodedImages[] Encode(IReadOnlyList<EvaluationImages> sets, string modelFolder, TptPrecision precision, double tokenMerging)
    {
        using var model = ClipModel.Load(modelFolder, new ClipLoadOptions { Precision = precision });
        return [.. sets.Select(images => EncodedImages.Of(images, model, tokenMerging))];
    }
}
