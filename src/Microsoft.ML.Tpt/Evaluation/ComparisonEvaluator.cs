using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Images;
using Microsoft.ML.Tpt.Scoring;
using Tpt.Engine;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tpt.Evaluation;

/// <summary>
/// Evaluates several methods in one pass over images with labels. The views of an image are made once and go through the image tower once.
/// Of the scores only what the metrics need is kept.
/// </summary>
/// <param name="scorer">The transformer's model, classes and options.</param>
/// <param name="topK">The K of the top-K accuracy.</param>
/// <param name="binCount">The number of bins of the calibration.</param>
/// <param name="progress">Hears of every batch.</param>
/// <param name="cancellationToken">Stops it between two images.</param>
internal sealed class ComparisonEvaluator(TptScorer scorer, int topK, int binCount, IProgress<TptProgress>? progress, CancellationToken cancellationToken)
{
    private long _unknownLabels;

    public IReadOnlyList<TptMethodMetrics> Evaluate(IDataView data, IReadOnlyList<ComparedMethod> methods, string labelColumnName)
    {
        scorer.ThrowIfStopped(cancellationToken);
        var image = ImageReader.FindColumn(data.Schema, scorer.Options);
        var label = ScoreColumn.Find(data.Schema, labelColumnName, "label");
        string[] classNames = [.. scorer.Classes.Select(one => one.ClassName)];
        if (classNames.Length == 1)
        {
            throw new ArgumentException("The transformer has one class, and ML.NET's metrics need at least two.");
        }

        using var cursor = data.GetRowCursor([label]);
        // Before the methods are prepared, which takes a while: a label that cannot be used is an error.
        var readLabel = LabelReader.Create(cursor, label, classNames);
        using var comparison = scorer.CreateComparison(methods, cancellationToken);
        MethodTally[] tallies = [.. comparison.Methods.Prepend(new ZeroShotOptions()).Select(method => new MethodTally(method, new ScoreMetrics(classNames, topK, binCount)))];
        using var images = new BatchScorer<ComparedImage>(
            scorer, Engine(comparison), cursor, () => data.GetRowCursor([image]), data.GetRowCount(), new ScoringPasses(scorer.Host, scorer.Options).Begin(), progress, cancellationToken);
        Read(cursor, readLabel, images, tallies);
        return [.. tallies.Select(tally => tally.ToMetrics(_unknownLabels))];
    }

    private void Read(DataViewRowCursor cursor, Func<uint> readLabel, BatchScorer<ComparedImage> images, MethodTally[] tallies)
    {
        long rows = 0;
        for (; cursor.MoveNext(); rows++)
        {
            scorer.ThrowIfStopped(cancellationToken);
            var key = readLabel();
            if (key == 0)
            {
                _unknownLabels++;
            }
            else if (images.Current() is { } compared)
            {
                Add(tallies, key, compared);
            }
            else
            {
                Array.ForEach(tallies, tally => tally.AddMissing());
            }
        }
        images.OnEnd(rows);
    }

    private static void Add(MethodTally[] tallies, uint key, ComparedImage compared)
    {
        tallies[0].Add(key, compared.Predictions[0].ZeroShotScores.Span, compared.ZeroShotTime, isAdapted: true, isFallback: false);
        for (var i = 0; i < compared.Predictions.Count; i++)
        {
            var prediction = compared.Predictions[i];
            tallies[i + 1].Add(key, prediction.Scores.Span, compared.Times[i], prediction.IsAdapted, prediction.IsFallback);
        }
    }

    private RowEngine<ComparedImage> Engine(MethodComparison comparison)
    {
        return new RowEngine<ComparedImage>(
            comparison.CreateViews,
            images => [.. images.Select(Compare)],
            image => image.Predictions.Select(TptScorer.ReasonWithoutLabel).FirstOrDefault(reason => reason is not null),
            image => image.Predictions.Any(prediction => prediction.IsFallback));

        ComparedImage Compare(ViewBatch views)
        {
            // A batch of images by several methods can take minutes.
            scorer.ThrowIfStopped(cancellationToken);
            return comparison.Compare(views);
        }
    }
}
