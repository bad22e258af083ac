using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>Brings the first model into its place, and from then on those that other files bring.</summary>
/// <param name="factory">Loads a model.</param>
/// <param name="slot">The place.</param>
/// <param name="options">How often the files are looked at.</param>
/// <param name="metrics">Hears of every model.</param>
/// <param name="logger">Hears of every model.</param>
internal sealed class ModelWatch(ModelFactory factory, ModelSlot slot, TptServiceOptions options, ServiceMetrics metrics, ILogger logger)
{
    /// <inheritdoc cref="ModelFactory.RequireFiles"/>
    public void RequireFiles() => factory.RequireFiles();

    /// <summary>Loads the first model. It is an exception where that cannot be.</summary>
    /// <returns>What the files looked like before they were loaded.</returns>
    public async Task<string> LoadFirstAsync(CancellationToken cancellationToken)
    {
        var before = Stamp();
        await LoadAsync(() => Stamp() == before, cancellationToken).ConfigureAwait(false);
        return before;
    }

    /// <summary>Looks at the files until it is cancelled.</summary>
    /// <param name="served">What the files looked like that are served.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WatchAsync(string served, CancellationToken cancellationToken)
    {
        if (options.WatchInterval == TimeSpan.Zero)
        {
            return;
        }
        using var timer = new PeriodicTimer(options.WatchInterval);
        var (seen, refused) = (served, "");
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            var now = Stamp();
            // Files that changed since the last look are perhaps being written still.
            var isQuiet = now == seen;
            seen = now;
            if (!isQuiet || now == served || now == refused)
            {
                continue;
            }
            logger.Changed(factory.WatchedPath!);
            var load = LoadAsync(() => Stamp() == now, cancellationToken);
            await load.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            if (load.Exception?.InnerException is { } exception)
            {
                refused = now;
                metrics.Loaded(succeeded: false);
                logger.Refused(exception, factory.WatchedPath!);
            }
            else
            {
                served = now;
            }
        }
    }

    private string Stamp() => string.Join('\n', factory.WatchedPaths().Select(FileStamps.Of));

    /// <summary>On a thread of its own: loading takes seconds to minutes.</summary>
    private async Task LoadAsync(Func<bool> isUnchanged, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var model = await Task.Factory.StartNew(() => factory.Load(cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested || !(isUnchanged() || !slot.IsFilled))
        {
            model.Release();
            cancellationToken.ThrowIfCancellationRequested();
            throw new InvalidDataException($"The files in '{factory.WatchedPath}' changed while they were read. Write them elsewhere and move them into place.");
        }
        logger.Served(model.Version, clock.Elapsed.TotalSeconds, model.Weights.Folder, string.Join(", ", model.Classifiers.Select(list => FormattableString.Invariant($"{list.Key} ({list.Value.ClassNames.Count})"))));
        slot.Put(model);
        metrics.Loaded(succeeded: true);
    }
}
