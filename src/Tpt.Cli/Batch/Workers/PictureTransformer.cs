using Microsoft.ML;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Tpt.Cli.Batch.Workers;

/// <summary>The ML.NET pipeline of a worker: bytes to scores. Several share one model.</summary>
internal sealed class PictureTransformer : IDisposable
{
    private readonly MLContext _context = new();
    private readonly TptTransformer _scorer;

    /// <param name="model">The model, which outlives this object.</param>
    /// <param name="options">The options; their columns are set here.</param>
    /// <param name="classes">The classes.</param>
    public PictureTransformer(ClipModel model, TptOptions options, IReadOnlyList<ClassPromptSet> classes)
    {
        options = options with { InputColumnName = nameof(PictureInput.Image), ZeroShotScoreColumnName = nameof(PictureOutput.ZeroShotScore), IsAdaptedColumnName = nameof(PictureOutput.IsAdapted) };
        options.Validate();
        _scorer = new TptTransformer(_context, options, classes, new ModelLease(model, new ModelSource(model.Folder), release: () => { }));
        Views = options.Views.Count;
    }

    /// <summary>How many views of a picture are looked at.</summary>
    public int Views { get; }

    /// <summary>Scores pictures in their order, as they are asked for.</summary>
    public IEnumerable<PictureOutput> Score(IReadOnlyList<PictureInput> pictures, CancellationToken cancellationToken)
        => pictures.Count == 0 ? [] : _context.Data.CreateEnumerable<PictureOutput>(_scorer.Transform(_context.Data.LoadFromEnumerable(pictures), progress: null, cancellationToken), reuseRowObject: false);

    public void Dispose() => _scorer.Dispose();
}
