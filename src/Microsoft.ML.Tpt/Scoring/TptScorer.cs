using System.Security.Cryptography;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Images;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>
/// What every row, cursor and prediction engine of a <see cref="TptTransformer"/> shares: the classifier with its model, the
/// options and the host. Safe on many threads at once.
/// </summary>
internal sealed class TptScorer : IDisposable
{
    private readonly ModelLease _lease;
    private readonly TptClassifier _classifier;
    private volatile bool _disposed;

    /// <param name="host">The host.</param>
    /// <param name="options">The options.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="lease">The model.</param>
    /// <param name="methodState">What the method computed once for the classes and was saved; null to compute it.</param>
    public TptScorer(IHost host, TptOptions options, IReadOnlyList<ClassPromptSet> classes, ModelLease lease, byte[]? methodState)
    {
        (Host, Options, Classes, _lease) = (host, options, classes, lease);
        BatchMemory.Check(options, options.Method.Needs(options.Views.Count).Views, lease.Model.ImageSize);
        (_classifier, SoftPrompt) = CreateClassifier(methodState);
        Engine = new RowEngine<TptPrediction>(_classifier.CreateViews, Predict, ReasonWithoutLabel, prediction => prediction.IsFallback);
        try
        {
            Columns = new TptColumns(options, [.. classes.Select(c => c.ClassName)], _classifier.SelectedViewCount, _classifier.ContextTokenCount, _classifier.ContextWidth);
        }
        catch
        {
            _classifier.Dispose();
            throw;
        }
        Model.Warned += Warn;
    }

    public IHost Host { get; }

    public TptOptions Options { get; }

    public IReadOnlyList<ClassPromptSet> Classes { get; }

    public ClipModel Model => _lease.Model;

    /// <summary>What the model was loaded from.</summary>
    public ModelSource ModelSource => _lease.Source;

    /// <summary>The soft prompt, which goes into the saved file.</summary>
    public LoadedSoftPrompt? SoftPrompt { get; }

    /// <summary>What the method computed once for the classes, which goes into the saved file; null for nothing.</summary>
    public byte[]? MethodState => _classifier.MethodState;

    public TptColumns Columns { get; }

    /// <summary>The classifier. It ends with this object.</summary>
    public TptClassifier Classifier => _classifier;

    /// <summary>The transformer's own method.</summary>
    public RowEngine<TptPrediction> Engine { get; }

    /// <summary>The memory of images between their reading and their views.</summary>
    public ImageMemory Memory { get; } = new();

    /// <summary>The views of an image, or the reason why there are none, in its turn. Any thread.</summary>
    /// <param name="image">The image.</param>
    /// <param name="createViews">Makes them of its pixels.</param>
    /// <param name="stopped">Gives up before the image is decoded.</param>
    public async Task<RowViews> CreateViewsAsync(RowImage image, Func<ImagePixels, ViewBatch> createViews, CancellationToken stopped)
    {
        if (stopped.IsCancellationRequested)
        {
            return default;
        }

        var bytes = image.Measure();
        await Memory.EnterAsync(bytes).ConfigureAwait(false);
        try
        {
            if (stopped.IsCancellationRequested)
            {
                return default;
            }

            var decoded = image.Decode();
            return decoded.Pixels is { } pixels ? new RowViews(createViews(pixels), null) : new RowViews(null, decoded.Reason);
        }
        finally
        {
            Memory.Leave(bytes);
        }
    }

    /// <summary>Why a prediction has no label, as a clause; <see langword="null"/> where it has one.</summary>
    public static string? ReasonWithoutLabel(TptPrediction prediction) => prediction.PredictedIndex < 0 ? "the model's scores of it are not numbers" : null;

    public IReadOnlyList<TptPrediction> Predict(IReadOnlyList<ViewBatch> rows)
    {
        ThrowIfDisposed();
        return rows.Count == 0 ? [] : _classifier.Predict(rows);
    }

    /// <summary>Several methods with this transformer's model, classes and shared options, for the caller to dispose of.</summary>
    /// <param name="methods">The methods, at least one.</param>
    /// <param name="cancellationToken">Stops the preparation.</param>
    /// <exception cref="ArgumentException">A method does not go with its calibration, its gate or the options, or the views do not fit into memory.</exception>
    /// <exception cref="InvalidDataException">The file of the soft prompt is not the one that the transformer was made with.</exception>
    public MethodComparison CreateComparison(IReadOnlyList<ComparedMethod> methods, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        var comparison = new MethodComparison(Model, Classes, Options.Engine, methods, cancellationToken: cancellationToken);
        try
        {
            BatchMemory.Check(Options, comparison.ViewCount, Model.ImageSize);
            return SoftPrompt is not { } softPrompt || File.ReadAllBytes(softPrompt.Path).AsSpan().SequenceEqual(softPrompt.Bytes)
                ? comparison
                : throw new InvalidDataException($"The soft prompt '{softPrompt.Path}' has been changed since the transformer was made, so the methods would not be compared with its prompt. Put the file back, or fit again.");
        }
        catch
        {
            comparison.Dispose();
            throw;
        }
    }

    /// <summary>Throws where the transformer is disposed, the pass cancelled or the <see cref="MLContext"/> cancelled.</summary>
    public void ThrowIfStopped(CancellationToken passToken = default)
    {
        ThrowIfDisposed();
        passToken.ThrowIfCancellationRequested();
        Interop.ThrowIfCanceled(Host);
    }

    public void ThrowIfDisposed()
    {
        if (_disposed)
        {
            throw new ObjectDisposedException(nameof(TptTransformer), "The transformer is disposed. A PredictionEngine disposes its transformer unless PredictionEngineOptions.OwnsTransformer is false.");
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Model.Warned -= Warn;
        _classifier.Dispose();
        _lease.Dispose();
    }

    private void Warn(string sentence)
    {
        using var channel = Host.Start("Scoring");
        channel.Warning(MessageSensitivity.None, "{0}", sentence);
    }

    /// <summary>The classifier reads the file of the soft prompt itself, so the bytes that are saved are compared with those before it did.</summary>
    private (TptClassifier Classifier, LoadedSoftPrompt? SoftPrompt) CreateClassifier(byte[]? methodState)
    {
        if (Options.Prompt.SoftPromptPath is not { } path)
        {
            return (Prepare(methodState), null);
        }
        var before = File.Exists(path) ? HashOf(path) : null;
        var classifier = Prepare(methodState);
        try
        {
            var file = File.ReadAllBytes(path);
            return Convert.ToHexStringLower(SHA256.HashData(file)) == before
                ? (classifier, new LoadedSoftPrompt(path, file))
                : throw new InvalidDataException($"The soft prompt '{path}' was changed while it was read. Try again once nothing writes to it.");
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    private TptClassifier Prepare(byte[]? methodState) => new(Model, Classes, Options.Engine, methodState, Options.FitProgress, Options.CancellationToken);

    private static string HashOf(string path)
    {
        using var file = RegularFile.Open(path);
        return file.Fingerprint().Sha256;
    }
}
