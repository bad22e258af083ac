using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>From the loading of the first model to the last answer: what the service is doing, and how it ends.</summary>
/// <param name="watch">Brings models into their place.</param>
/// <param name="admission">The queue, which is empty at the end.</param>
/// <param name="batcher">The engine, which ends last.</param>
/// <param name="logger">Hears of it.</param>
/// <param name="host">The host, which is asked to stop where the first model cannot be loaded.</param>
internal sealed class ServiceLifetime(ModelWatch watch, Admission admission, Batcher batcher, ILogger logger, IHostApplicationLifetime? host) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private volatile int _state = (int)TptServiceState.Loading;
    private int _stopping;

    public TptServiceState State => (TptServiceState)_state;

    /// <summary>Done when the first model is loaded. Faulted where it cannot be.</summary>
    public Task Ready => _ready.Task;

    /// <exception cref="TptServiceException">No picture is let in now.</exception>
    public void ThrowIfNotReady()
    {
        if (State != TptServiceState.Ready)
        {
            throw State == TptServiceState.Loading ? Refusals.Loading() : Refusals.Stopping();
        }
    }

    /// <summary>Begins to load the model, and from then on looks after its files.</summary>
    /// <exception cref="OptionsValidationException">A file that the options name is not there.</exception>
    public void Start()
    {
        try
        {
            watch.RequireFiles();
        }
        catch (OptionsValidationException exception)
        {
            TryTurn(TptServiceState.Loading, TptServiceState.Failed);
            TryEndLoading(exception);
            throw;
        }
        _running = RunAsync();
        // A host stops its server before this service, so that the last requests would still be let in and counted as none.
        host?.ApplicationStopping.Register(Close);
    }

    /// <summary>Lets nothing more in and waits for what is in.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopping, 1) != 0)
        {
            return;
        }
        Close();
        _state = (int)TptServiceState.Stopping;
        TryEndLoading(Refusals.Stopping());
        await _stop.CancelAsync().ConfigureAwait(false);
        var empty = admission.WhenEmptyAsync().WaitAsync(cancellationToken);
        await empty.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (empty.IsCompletedSuccessfully)
        {
            batcher.Complete();
            return;
        }
        logger.Abandoned(admission.Count);
        batcher.Abandon();
    }

    /// <summary>Stops at once, and returns when the engine has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        batcher.Abandon();
        await batcher.Ended.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Lets nothing more in, and says so once. A service that failed stays so: its host asks for the reason when it stops.</summary>
    private void Close()
    {
        if (TryTurn(TptServiceState.Ready, TptServiceState.Stopping) || TryTurn(TptServiceState.Loading, TptServiceState.Stopping))
        {
            logger.Draining(admission.Count);
        }
    }

    private async Task RunAsync()
    {
        var first = watch.LoadFirstAsync(_stop.Token);
        await ((Task)first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stop.IsCancellationRequested)
        {
            return;
        }
        if (first.Exception?.InnerException is { } exception)
        {
            TryTurn(TptServiceState.Loading, TptServiceState.Failed);
            logger.NoModel(exception);
            TryEndLoading(exception);
            // Once it has started: a host that is stopped while it starts ends in an exception.
            host?.ApplicationStarted.Register(host.StopApplication);
            return;
        }
        TryTurn(TptServiceState.Loading, TptServiceState.Ready);
        _ready.TrySetResult();
        var watching = watch.WatchAsync(await first.ConfigureAwait(false), _stop.Token);
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (watching.Exception?.InnerException is { } unwatched)
        {
            logger.NotWatched(unwatched);
        }
    }

    /// <summary>Nobody has to look at <see cref="Ready"/>.</summary>
    private void TryEndLoading(Exception exception)
    {
        _ready.TrySetException(exception);
        _ = _ready.Task.Exception;
    }

    /// <summary>Whoever stops the service meanwhile has the last word.</summary>
    private bool TryTurn(TptServiceState from, TptServiceState to) => Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;
}
