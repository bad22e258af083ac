using Microsoft.ML;
using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Batch.Plans;
using Tpt.Cli.Batch.Shards;
using Tpt.Cli.Evaluation.Scoring;
using Tpt.Cli.Pictures;
using Tpt.Cli.Results;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Methods.ZeroShot;

namespace Tpt.Cli.Batch.Workers;

/// <summary>Scores the pictures of a job. With a cascade one view of every picture comes first, and all views of those whose zero-shot lead is small.</summary>
internal sealed class ShardScorer : IDisposable
{
    /// <summary>So many rows go through the pipeline at once, and through both stages of a cascade.</summary>
    private const int RowsAtOnce = 512;

    private readonly PictureReader _reader;
    private readonly PictureStamps _stamps;
    private readonly Dictionary<string, int> _classes;
    private readonly double? _margin;
    private readonly bool _hasGate;
    private readonly PictureTransformer _all;
    private readonly PictureTransformer? _one;

    /// <param name="model">The model, which outlives this object.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="reader">Says why a picture cannot be read.</param>
    public ShardScorer(ClipModel model, JobPlan plan, PictureReader reader)
    {
        var (options, classes) = (plan.ReadOptions(), plan.Classes);
        (_reader, _stamps, _margin) = (reader, new PictureStamps(plan.Scoring.PictureCheck), plan.Scoring.CascadeMargin);
        _hasGate = options.Gate is not null;
        _classes = classes.Index().ToDictionary(one => one.Item.ClassName, one => one.Index, StringComparer.Ordinal);
        _all = new PictureTransformer(model, options, classes);
        _one = _margin is null ? null : new PictureTransformer(model, OfOneView(options), classes);
    }

    /// <summary>Scores pictures in their order. A bad one is a row with an error.</summary>
    /// <param name="first">The id of the first.</param>
    /// <param name="rows">The pictures.</param>
    /// <param name="cancellationToken">Stops between two batches; the rows that were given are whole.</param>
    public IEnumerable<ShardRow> Score(long first, IEnumerable<ManifestRow> rows, CancellationToken cancellationToken)
    {
        foreach (var some in rows.Chunk(RowsAtOnce))
        {
            string?[] errors = [.. some.AsParallel().AsOrdered().WithCancellation(cancellationToken).Select(_stamps.Difference)];
            PictureInput[] inputs = [.. some.Zip(errors, (row, error) => new PictureInput(error is null ? row.Path : ""))];
            var isClosed = new ShardRow?[some.Length];
            if (_one is not null)
            {
                foreach (var (i, output) in _one.Score(inputs, cancellationToken).Index())
                {
                    isClosed[i] = output.PredictedLabel != 0 && Cascade.IsClear(output.ZeroShotScore, _margin!.Value) ? Row(first + i, some[i], null, output, _one.Views) : null;
                }
            }
            using var open = _all.Score([.. inputs.Where((_, i) => isClosed[i] is null)], cancellationToken).GetEnumerator();
            for (var i = 0; i < some.Length; i++)
            {
                yield return isClosed[i] ?? (open.MoveNext() ? Row(first + i, some[i], errors[i] ?? inputs[i].Error, open.Current, _all.Views) : throw new InvalidOperationException("The pipeline gave fewer rows than it got."));
            }
            first += some.Length;
        }
    }

    public void Dispose()
    {
        _all.Dispose();
        _one?.Dispose();
    }

    /// <summary>The centre view alone, by what every method's zero-shot scores are made with.</summary>
    private static TptOptions OfOneView(TptOptions options) => options with
    {
        Method = new ZeroShotOptions(),
        Gate = null,
        // As behind a gate: what needs the logits of views after adaptation has nothing to go by here.
        Calibration = options.Calibration?.Allows(new ZeroShotOptions()) is true ? options.Calibration : null,
        Views = options.Views with { Count = 1 },
        Approximations = new ApproximationOptions { Precision = options.Approximations.Precision },
    };

    private ShardRow Row(long id, ManifestRow row, string? error, PictureOutput output, int views)
    {
        if (output.PredictedLabel == 0)
        {
            return ShardRow.OfError(id, row, error ?? _reader.Read(row.Path).Error ?? RowPipeline.NoNumbers);
        }
        var label = row.Label is null ? -1 : _classes[row.Label];
        // Without a gate nothing but numbers that are none keeps the method from making the scores. With one the two are not told apart.
        var scores = new MethodScores(output.Score, double.NaN) { IsAdapted = output.IsAdapted || !_hasGate, IsFallback = !output.IsAdapted && !_hasGate };
        return new ShardRow(id, row.Path, row.Label, null, views, Answer(views < _all.Views ? scores with { IsAdapted = false } : scores, label), Answer(new MethodScores(output.ZeroShotScore, double.NaN), label));
    }

    private static MethodAnswer Answer(MethodScores scores, int label)
        => label >= 0 ? AnswerReader.Read(scores, label) : AnswerReader.Read(scores, 0) with { LabelRank = 0, LabelScore = 0, BrierScore = 0 };
}
