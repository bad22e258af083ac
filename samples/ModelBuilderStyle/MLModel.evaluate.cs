using System.Diagnostics;
using Microsoft.ML;

namespace ModelBuilderStyle;

internal static partial class MLModel
{
    // Everything that is read below. What is not listed would be cached by a pass of its own, that is, tuned a second time.
    private static readonly string[] _cachedColumns =
    [
        nameof(ModelOutput.ImageSource),
        nameof(ModelOutput.Label),
        PredictedLabelColumn,
        nameof(ModelOutput.PredictedClass),
        nameof(ModelOutput.Score),
        nameof(ModelOutput.ZeroShotScore),
    ];

    /// <summary>Loads the saved model, scores every image once and, where the images have labels, computes the metrics.</summary>
    /// <param name="images">The images.</param>
    /// <param name="scored">Called after each image with the number of images scored so far.</param>
    public static Evaluation Evaluate(ImageFolder images, Action<int> scored)
    {
        var mlContext = new MLContext();
        var reasons = new UnusableReasons(mlContext);
        var model = mlContext.Model.Load(ModelPath, out _);
        using var owned = model as IDisposable;

        // A data view is lazy and the rows are read for the table and again for the metrics: cache the scores.
        var scores = mlContext.Data.Cache(model.Transform(LoadData(mlContext, images)), _cachedColumns);
        var classNames = GetClassNames(scores.Schema);

        var clock = Stopwatch.StartNew();
        var answered = new List<ScoredImage>(images.Rows.Count);
        var unusable = new List<UnusableImage>();
        foreach (var output in mlContext.Data.CreateEnumerable<ModelOutput>(scores, reuseRowObject: true))
        {
            var row = answered.Count + unusable.Count;
            if (output.PredictedClass.Length > 0)
            {
                answered.Add(ScoredImage.Create(output, classNames, images.HasLabels));
            }
            else
            {
                unusable.Add(new UnusableImage(row, images.Rows[row], reasons.Of(row)));
            }
            scored(row + 1);
        }
        clock.Stop();
        // It leaves out rows without an answer, and compares the labels' names with the classes of the scores; ML.NET's own Evaluate compares key numbers.
        var metrics = images.HasLabels && answered.Count > 0 && classNames.Length > 1
            ? mlContext.MulticlassClassification.EvaluateTpt(scores, zeroShotScoreColumnName: nameof(ModelOutput.ZeroShotScore))
            : null;
        return new Evaluation(answered, unusable, metrics, clock.Elapsed);
    }
}
