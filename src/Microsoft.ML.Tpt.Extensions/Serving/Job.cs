using System.Diagnostics;
using Tpt.Engine;
using Tpt.Engine.Views;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>A picture whose views are made, on its way through the engine. It owns its views, its place and its claim on the model until <see cref="End"/>.</summary>
/// <param name="Model">The model whose views they are.</param>
/// <param name="ClassList">The name of the class list.</param>
/// <param name="Classifier">The model's classifier for it.</param>
/// <param name="Views">The views.</param>
/// <param name="Place">The place in the queue.</param>
/// <param name="Trace">What the engine's part is traced under.</param>
internal sealed record Job(ServedModel Model, string ClassList, TptClassifier Classifier, ViewBatch Views, Place Place, ActivityContext Trace)
{
    private const int Waiting = 0;
    private const int Started = 1;
    private const int Cancelled = 2;

    private readonly TaskCompletionSource<ScoredJob> _scored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = Waiting;
    private int _released;

    /// <summary>When it came to the engine's queue, as <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long QueuedAt { get; } = Stopwatch.GetTimestamp();

    /// <summary>The classes, in the order of the scores. They outlive the claim on the model.</summary>
    public IReadOnlyList<string> ClassNames { get; } = Classifier.ClassNames;

    /// <summary>Which weights they are.</summary>
    public string Version { get; } = Model.Version;

    public Task<ScoredJob> Scored => _scored.Task;

    /// <summary>The engine takes it, unless its caller is gone.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Waiting) == Waiting;

    /// <summary>The caller goes before the engine took it.</summary>
    public void TryCancel() => Interlocked.CompareExchange(ref _state, Cancelled, Waiting);

    /// <summary>Tells the caller, who by then has no place in the queue any more: one that asks again at once finds it free.</summary>
    public void Succeed(ScoredJob scored)
    {
        Release();
        _scored.TrySetResult(scored);
    }

    /// <inheritdoc cref="Succeed"/>
    public void Fail(Exception exception)
    {
        Release();
        _scored.TrySetException(exception);
    }

    /// <summary>Gives back all that it owns, whatever became of it.</summary>
    public void End()
    {
        Release();
        _scored.TrySetCanceled();
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
        {
            Views.Dispose();
            Model.Release();
            Place.Dispose();
        }
    }
}
