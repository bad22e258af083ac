using Tpt.Engine;

namespace Microsoft.ML;

/// <summary>One holder's claim on a <see cref="SharedModel"/>. Disposing the last claim disposes the model.</summary>
internal sealed class ModelLease(ClipModel model, string path, Action release) : IDisposable
{
    private Action? _release = release;

    public ClipModel Model { get; } = model;

    /// <summary>The folder, or the file with the weights, that the model was loaded from.</summary>
    public string Path { get; } = path;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
