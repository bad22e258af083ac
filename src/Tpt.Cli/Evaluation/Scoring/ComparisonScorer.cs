using Tpt.Cli.Pictures;
using Tpt.Cli.Sets;
using Tpt.Engine;
using Tpt.Engine.Methods.ZeroShot;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;

namespace Tpt.Cli.Evaluation.Scoring;

/// <summary>Scores by the engine: zero-shot with one prompt, with templates where there are some, and the methods, all of the same views.</summary>
internal sealed class ComparisonScorer : IRowScorer
{
    private readonly MethodComparison _comparison;
    private readonly PictureReader _reader;
    private readonly int _classes;
    private readonly bool _hasTemplates;

    /// <param name="model">The model, which outlives this object.</param>
    /// <param name="set">The set, whose classes compete.</param>
    /// <param name="options">What the methods share.</param>
    /// <param name="methods">The methods beside zero-shot.</param>
    /// <param name="reader">Reads the pictures.</param>
    /// <param name="progress">Hears how far the preparation of the classes has come.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ArgumentException">A class name or an option cannot be.</exception>
    public ComparisonScorer(
        ClipModel model, LabelledSet set, TptClassifierOptions options, IReadOnlyList<ComparedMethod> methods, PictureReader reader, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ClassPromptSet[] classes = [.. set.Classes.Select(one => new ClassPromptSet(one.Label, [one.Name]))];
        // The comparison wants a method. Zero-shot's own scores are taken from what it says of the views.
        _comparison = new MethodComparison(model, classes, options, [.. methods.DefaultIfEmpty(new ZeroShotOptions())], progress, cancellationToken);
        (_reader, _classes, _hasTemplates, Methods) = (reader, classes.Length, options.Prompt.ZeroShotTemplates is not null, methods.Count);
        Ahead = RowPipeline.AheadFor(_comparison.ViewCount, model.ImageSize);
    }

    /// <summary>How many rows may be in memory.</summary>
    public int Ahead { get; }

    private int Methods { get; }

    public async Task<PreparedPicture> PrepareAsync(string path, CancellationToken cancellationToken)
    {
        var (views, error) = await _reader.ReadAsync(path, _comparison.CreateViews, cancellationToken);
        return new PreparedPicture(views, error);
    }

    public IReadOnlyList<MethodScores> Score(IDisposable views)
    {
        var compared = _comparison.Compare((ViewBatch)views);
        var ofTemplates = compared.Predictions[0].ZeroShotScores;
        var seconds = compared.ZeroShotTime.TotalSeconds;
        // The centre view's own scores where templates take the place of zero-shot in a prediction; else the very numbers that the pipeline gives.
        var zeroShot = _hasTemplates ? compared.ViewScores[.._classes] : ofTemplates;
        return
        [
            new(zeroShot, seconds),
            .. _hasTemplates ? new MethodScores[] { new(ofTemplates, seconds) } : [],
            .. Enumerable.Range(0, Methods).Select(i => new MethodScores(compared.Predictions[i].Scores, compared.Times[i].TotalSeconds)
            {
                IsAdapted = compared.Predictions[i].IsAdapted,
                IsFallback = compared.Predictions[i].IsFallback,
            }),
        ];
    }

    public void Dispose() => _comparison.Dispose();
}
