using System.Security.Cryptography;
using Microsoft.ML.Runtime;
using Tpt.Engine;
using Tpt.Engine.Checkpoints;

namespace Microsoft.ML;

/// <summary>
/// What every row, cursor and prediction engine of a <see cref="TptTransformer"/> shares: the classifier with its model, the
/// options and the host. Safe on many threads at once.
/// </summary>
internal sealed class TptScorer : IDisposable
{
    private readonly ModelLease _lease;
    private readonly TptClassifier _classifier;
    private volatile bool _disposed;

    public TptScorer(IHost host, TptOptions options, IReadOnlyList<ClassPromptSet> classes, ModelLease lease)
    {
        (Host, Options, Classes, _lease) = (host, options, classes, lease);
        BatchMemory.Check(options, lease.Model.ImageSize);
        (_classifier, SoftPrompt) = CreateClassifier();
        Columns = new TptColumns(options, [.. classes.Select(c => c.ClassName)], _classifier.SelectedViewCount, _classifier.ContextTokenCount, _classifier.ContextWidth);
    }

    public IHost Host { get; }

    public TptOptions Options { get; }

    public IReadOnlyList<ClassPromptSet> Classes { get; }

    public ClipModel Model => _lease.Model;

    /// <summary>What the model was loaded from.</summary>
    public ModelSource ModelSource => _lease.Source;

    /// <summary>The soft prompt, which goes into the saved file.</summary>
    public SavedSoftPrompt? SoftPrompt { get; }

    public TptColumns Columns { get; }

    /// <summary>The views of an image, or <see langword="null"/> where it does not decode. Any thread.</summary>
    public ViewBatch? CreateViews(Func<ImagePixels?> decode) => decode() is { } pixels ? _classifier.CreateViews(pixels) : null;

    public IReadOnlyList<TptPrediction> Predict(IReadOnlyList<ViewBatch> rows)
    {
        ThrowIfDisposed();
        return rows.Count == 0 ? [] : _classifier.Predict(rows);
    }

    public void WarnMissing(long position, bool isEmpty)
    {
        using var channel = Host.Start("Scoring");
        channel.Warning(MessageSensitivity.None, "Row {0}: {1} in column '{2}'; its label is missing and its scores are NaN.",
            position, isEmpty ? "there is no image" : "the bytes are not those of an image, or damaged,", Options.ImageColumnName);
    }

    /// <summary>Throws where the transformer is disposed, its token cancelled or the <see cref="MLContext"/> cancelled.</summary>
    public void ThrowIfStopped(CancellationToken passToken = default)
    {
        ThrowIfDisposed();
        passToken.ThrowIfCancellationRequested();
        Options.CancellationToken.ThrowIfCancellationRequested();
        if (Interop.IsCanceled(Host)) throw new OperationCanceledException("The MLContext was cancelled.");
    }

    public void ThrowIfDisposed()
    {
        if (_disposed)
            throw new ObjectDisposedException(nameof(TptTransformer), "The transformer is disposed. A PredictionEngine disposes its transformer unless PredictionEngineOptions.OwnsTransformer is false.");
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _classifier.Dispose();
        _lease.Dispose();
    }
    /// <summary>The classifier reads the file of the soft prompt itself, so the bytes that are saved are compared with those before it did.</summary>
    private (TptClassifier Classifier, SavedSoftPrompt? SoftPrompt) CreateClassifier()
    {
        if (Options.SoftPromptPath is not { } path) return (new TptClassifier(Model, Classes, Options), null);
        var before = File.Exists(path) ? HashOf(path) : null;
        var classifier = new TptClassifier(Model, Classes, Options);
        try
        {
            var file = File.ReadAllBytes(path);
            return Convert.ToHexStringLower(SHA256.HashData(file)) == before
                ? (classifier, SavedSoftPrompt.Of(path, file))
                : throw new InvalidDataException($"The soft prompt '{path}' was changed while it was read. Try again once nothing writes to it.");
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    private static string HashOf(string path)
    {
        using var file = RegularFile.Open(path);
        return file.Fingerprint().Sha256;
    }
}
