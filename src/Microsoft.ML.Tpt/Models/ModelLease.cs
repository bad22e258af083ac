using Tpt.Engine;

namespace Microsoft.ML.Tpt.Models;

/// <summary>One holder's claim on a <see cref="SharedModel"/>. Disposing the last claim disposes the model.</summary>
internal sealed class ModelLease(ClipModel model, ModelSource source, Action release) : IDisposable
{
    private Action? _release = release;

    public ClipModel Model { get; } = model;

    /// <summary>What the model was loaded from.</summary>
    public ModelSource Source { get; } = source;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
