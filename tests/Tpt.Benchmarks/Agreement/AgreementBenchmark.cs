using Tpt.Benchmarks.Images;
using Tpt.Engine;

namespace Tpt.Benchmarks.Agreement;

/// <summary><c>agreement</c>: how often each setting gives the class that the reference setting gives, and how far their scores are apart.</summary>
internal static class AgreementBenchmark
{
    /// <param name="folder">Images in class folders.</param>
    /// <param name="modelFolder">The CLIP model.</param>
    public static void Run(string folder, string modelFolder)
    {
        var images = EvaluationImages.Read(folder);
        var reference = Predict(AgreementSettings.Reference, modelFolder, images).ToArray();
        foreach (var setting in AgreementSettings.All)
        {
            var difference = new ScoreDifference();
            foreach (var (expected, actual) in reference.Zip(Predict(setting, modelFolder, images)))
            {
                difference.Add(expected, actual);
            }
            Console.WriteLine($"agreement setting={AgreementSettings.Reference.Name}/{setting.Name} {difference}");
        }
    }

    private static IEnumerable<float[]> Predict(AgreementSetting setting, string modelFolder, EvaluationImages images)
    {
        using var model = ClipModel.Load(modelFolder, new ClipLoadOptions { Precision = setting.Precision });
        using var classifier = setting.Build(model, images.ClassNames);
        foreach (var path in images.Paths)
        {
            yield return classifier.Predict(EvaluationImages.Decode(path)).Scores.ToArray();
        }
    }
}
