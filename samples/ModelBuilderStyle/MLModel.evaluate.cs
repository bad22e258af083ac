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

    /// <summary>Scores every image once with the saved model and, where images have labels, computes the metrics.</summary>
    /// <param name="images">The images.</param>
    /// <param name="progress">Hears how many images are scored, after every few.</param>
    /// <param name="cancellationToken">Stops scoring.</param>
    public static Evaluation Evaluate(IReadOnlyList<ModelInput> images, IProgress<TptProgress>? progress, CancellationToken cancellationToken)
    {
        using var reasons = new UnusableReasons(_mlContext);
        var classNames = TuningStage.ClassNames;

        var clock = Stopwatch.StartNew();
        // A data view is lazy and the rows are read for the table and again for the metrics: cache the scores.
        var scores = _mlContext.Data.Cache(Score(LoadData(_mlContext, images), progress, cancellationToken), _cachedColumns);
        var answered = new List<ScoredImage>(images.Count);
        var unusable = new List<UnusableImage>();
        foreach (var output in _mlContext.Data.CreateEnumerable<ModelOutput>(scores, reuseRowObject: false))
        {
            if (output.PredictedClass.Length > 0)
            {
                answered.Add(ScoredImage.Create(output, classNames));
            }
            else
            {
                var row = answered.Count + unusable.Count;
                unusable.Add(new UnusableImage(images[row], reasons.Of(row, () => Predict(images[row]))));
            }
        }
        clock.Stop();
        // It leaves out rows without an answer, and compares the labels' names with the classes of the scores; ML.NET's own Evaluate compares key numbers.
        var metrics = classNames.Count > 1 && answered.Any(image => image.HasLabel)
            ? _mlContext.MulticlassClassification.EvaluateTpt(scores, zeroShotScoreColumnName: nameof(ModelOutput.ZeroShotScore))
            : null;
        return new Evaluation(classNames, answered, unusable, metrics, clock.Elapsed);
    }

    /// <summary>As <c>Model.Transform(data)</c>, with progress and cancellation, which a saved model does not keep and the tuning stage takes for each pass.</summary>
    private static IDataView Score(IDataView data, IProgress<TptProgress>? progress, CancellationToken cancellationToken) =>
        Stages(Model).Aggregate(data, (view, stage) => stage is TptTransformer tuning ? tuning.Transform(view, progress, cancellationToken) : stage.Transform(view));
}
