using System.Globalization;
using Tpt.Benchmarks.Images;
using Tpt.Engine;
using Tpt.Engine.Approximations;

namespace Tpt.Benchmarks.Agreement;

/// <summary>
/// <c>agreement</c>: how often each setting gives the class that the reference setting gives, how far their scores are apart,
/// and what adapting takes. Images go through the image tower once for each of its precisions and ways to screen views.
/// </summary>
internal static class AgreementBenchmark
{
    /// <summary>Any margin has a model keep its image tower in 32-bit floats, for the settings that compute images again.</summary>
    private const double AnyMargin = 0.1;

    /// <param name="folder">Images in class folders, or sets of such.</param>
    /// <param name="modelFolder">The CLIP model.</param>
    /// <param name="settings">What is held against the reference setting.</param>
    public static void Run(string folder, string modelFolder, IReadOnlyList<AgreementSetting> settings)
    {
        foreach (var result in Compare(folder, modelFolder, settings))
        {
            var run = result.Run;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"agreement setting={AgreementSettings.Reference.Name}/{result.Setting.Name} {result.Difference} left={run.Left} computed_again={run.ComputedAgain} adapt_ms={1000 * run.Seconds / run.Scores.Count:0.0}"));
        }
    }

    /// <summary>Each setting, as soon as it is through.</summary>
    public static IEnumerable<AgreementResult> Compare(string folder, string modelFolder, IReadOnlyList<AgreementSetting> settings)
    {
        var sets = EvaluationImages.ReadSets(folder);
        AgreementSetting[] all = [AgreementSettings.Reference, .. settings];
        var models = all.Select(setting => setting.Model).Union(all.Select(setting => (setting.Model.Precision, (int?)null)))
            .ToDictionary(key => key, key => Load(modelFolder, key.Precision, key.Item2));
        var encoded = all.Select(setting => setting.Tower).Distinct()
            .ToDictionary(tower => tower, tower => sets.Select(images => EncodedImages.Of(images, models[(tower.Precision, null)], tower)).ToArray());
        var reference = RunOf(AgreementSettings.Reference);
        foreach (var setting in settings)
        {
            var run = RunOf(setting);
            var difference = new ScoreDifference();
            foreach (var (expected, actual) in reference.Scores.Zip(run.Scores))
            {
                difference.Add(expected, actual);
            }
            yield return new AgreementResult(setting, run, difference);
        }
        foreach (var owned in encoded.Values.SelectMany(images => images).Cast<IDisposable>().Concat(models.Values))
        {
            owned.Dispose();
        }

        AgreementRun RunOf(AgreementSetting setting) => AgreementRun.Of(setting, models[setting.Model], encoded[setting.Tower], encoded[AgreementSettings.Reference.Tower]);
    }

    private static ClipModel Load(string folder, TptPrecision precision, int? classChunkSize)
        => ClipModel.Load(new ModelOptions { Path = folder, ClassChunkSize = classChunkSize }, new ApproximationOptions { Precision = precision, ExactMargin = AnyMargin });
}
