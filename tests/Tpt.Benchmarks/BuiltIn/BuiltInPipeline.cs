using Microsoft.ML;
using Microsoft.ML.Data;
using Tpt.Benchmarks.Images;
using Tpt.Benchmarks.Measuring;

namespace Tpt.Benchmarks.BuiltIn;

/// <summary>The ML.NET pipeline on the built-in model, from the paths of image files to scores.</summary>
internal sealed class BuiltInPipeline : IDisposable
{
    private const string ScoreColumn = "Score";
    private readonly MLContext _context = new(seed: 0);
    private readonly TransformerChain<TptTransformer> _model;

    /// <param name="classNames">The classes.</param>
    /// <param name="batchSize">Rows in one call of the engine; null for the default.</param>
    public BuiltInPipeline(IReadOnlyList<string> classNames, int? batchSize = null)
    {
        var options = new TptOptions { ClassNames = classNames, ScoreColumnName = ScoreColumn };
        options.BatchSize = batchSize ?? options.BatchSize;
        _model = _context.Transforms.LoadImages(options.InputColumnName, imageFolder: null, nameof(ImageRow.Path))
            .Append(_context.Transforms.TestTimePromptTuning(options))
            .Fit(Load([]));
    }

    /// <summary>Scores the images row by row, as the result is read.</summary>
    public IEnumerable<float[]> Score(IReadOnlyList<string> paths) => _model.Transform(Load(paths)).GetColumn<float[]>(ScoreColumn);

    /// <summary>The seconds of one pass over the images.</summary>
    public double Time(IReadOnlyList<string> paths) => Alternation.Time(() =>
    {
        foreach (var _ in Score(paths))
        {
        }
    });

    public void Dispose() => _model.Dispose();

    private IDataView Load(IReadOnlyList<string> paths) => _context.Data.LoadFromEnumerable(paths.Select(path => new ImageRow { Path = path }).ToArray());
}
