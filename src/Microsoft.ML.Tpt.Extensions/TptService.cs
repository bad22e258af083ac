using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.Tpt.Scoring;
using Microsoft.ML.Tpt.Serving;
using Tpt.Engine.Imaging;
using Tpt.Engine.Validation;
using Tpt.Engine.Views;
using static System.FormattableString;

namespace Microsoft.ML;

/// <summary>
/// Classifies pictures for many callers at once with one model: a bounded queue, views made on pool threads a few at a time, and one thread
/// that goes into the engine. <see cref="Microsoft.Extensions.DependencyInjection.TptServiceCollectionExtensions"/> adds it to a host, which starts and stops it.
/// </summary>
/// <remarks>
/// No caller holds a thread while it waits. A caller that cancels leaves the queue, unless the engine has its picture already. Every
/// answer has the same bits as if its picture had been alone, unless <c>Approximations.SharePasses</c> is on.
/// </remarks>
/// <example>
/// <code>
/// services.AddTestTimePromptTuning(configuration.GetSection("Tpt"));
/// await using var provider = services.BuildServiceProvider();
/// await using var service = provider.GetRequiredService&lt;TptService>();
/// await service.StartAsync(CancellationToken.None);   // in a host this happens by itself
/// await service.Ready;
/// var answer = await service.ClassifyAsync(File.ReadAllBytes("cat.jpg"), "animals", CancellationToken.None);
/// </code>
/// </example>
public sealed class TptService : IHostedService, IAsyncDisposable
{
    /// <summary>The name of the <see cref="Meter"/> and of the <see cref="ActivitySource"/>.</summary>
    public const string TelemetryName = "Microsoft.ML.Tpt";

    /// <summary>Views that wait for the engine, beside those of the batch that it is at work on.</summary>
    private const int WaitingBatches = 1;

    private readonly TptServiceOptions _options;
    private readonly TptOptions _tpt;
    private readonly ILogger _logger;
    private readonly IHostApplicationLifetime? _lifetime;
    private readonly Admission _admission;
    private readonly SemaphoreSlim _preparing;
    private readonly ImageMemory _memory = new();
    private readonly ServiceMetrics _metrics;
    private readonly ModelSlot _slot = new();
    private readonly ModelWatch _watch;
    private readonly Batcher _batcher;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private volatile int _state = (int)TptServiceState.Loading;
    private int _stopping;
    private int _disposed;

    /// <summary>For the host's container.</summary>
    /// <param name="tpt">What the engine does.</param>
    /// <param name="options">How it is served.</param>
    /// <param name="logger">The log.</param>
    /// <param name="meters">Makes the meter; without it one of the process is used.</param>
    /// <param name="lifetime">The host, which is asked to stop where the first model cannot be loaded.</param>
    /// <exception cref="OptionsValidationException">An option is out of its range.</exception>
    /// <example>
    /// <code>
    /// services.AddTestTimePromptTuning(configuration.GetSection("Tpt"));
    /// await using var service = services.BuildServiceProvider().GetRequiredService&lt;TptService>();
    /// </code>
    /// </example>
    public TptService(IOptions<TptOptions> tpt, IOptions<TptServiceOptions> options, ILogger<TptService> logger, IMeterFactory? meters = null, IHostApplicationLifetime? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(tpt);
        ArgumentNullException.ThrowIfNull(options);
        (_tpt, _options, _logger, _lifetime) = (tpt.Value, options.Value, logger, lifetime);
        _admission = new Admission(_options.QueueCapacity, _options.MaxQueuedBytes);
        _preparing = new SemaphoreSlim(_options.PreparingPictures);
        _metrics = new ServiceMetrics(meters, () => _admission.Count);
        _watch = new ModelWatch(new ModelFactory(_tpt, _options, logger), _slot, _options, _metrics, logger);
        _batcher = new Batcher(WaitingBatches * _tpt.BatchSize, _options.BatchDelay, _metrics);
    }

    /// <summary>What the service is doing.</summary>
    public TptServiceState State => (TptServiceState)_state;

    /// <summary>Done when the first model is loaded. Faulted where it cannot be.</summary>
    public Task Ready => _ready.Task;

    /// <summary>The pictures that are let in and have no answer yet, those whose files are being read among them.</summary>
    public int QueueLength => _admission.Count;

    /// <summary>The class lists by name, without regard to case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ClassLists
    {
        get
        {
            if (_slot.Claim() is not { } model)
            {
                return Tpt.Serving.ClassLists.Of(_tpt, _options);
            }
            var lists = model.Classifiers.ToDictionary(list => list.Key, list => list.Value.ClassNames, StringComparer.OrdinalIgnoreCase);
            model.Release();
            return lists;
        }
    }

    /// <summary>The name of the list of requests that name none.</summary>
    public string DefaultClassList => Tpt.Serving.ClassLists.Default([.. ClassLists.Keys], _options);

    /// <summary>Classifies a picture.</summary>
    /// <param name="file">The image file. It is not to change before the answer.</param>
    /// <param name="classList">The name of the class list; <see langword="null"/>: <see cref="DefaultClassList"/>.</param>
    /// <param name="cancellationToken">Leaves the queue. What the engine has begun is finished without its caller.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="TptServiceException">There is none: the exception says why.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <example>
    /// <code>
    /// var answer = await service.ClassifyAsync(File.ReadAllBytes("cat.jpg"), "animals", CancellationToken.None);
    /// Console.WriteLine(string.Join(", ", answer.Prediction.Top(3).Select(top => $"{top.ClassName} {top.Score:P0}")));
    /// </code>
    /// </example>
    public Task<TptServiceAnswer> ClassifyAsync(ReadOnlyMemory<byte> file, string? classList, CancellationToken cancellationToken)
        => ClassifyAsync(classList, place => Hold(file, place), inspect: null, cancellationToken);

    /// <inheritdoc cref="ClassifyAsync(ReadOnlyMemory{byte}, string, CancellationToken)"/>
    /// <param name="request">The picture. Its file is read unless the queue is full.</param>
    /// <param name="cancellationToken">Leaves the queue. What the engine has begun is finished without its caller.</param>
    /// <example>
    /// <code>
    /// await using var file = File.OpenRead("cat.jpg");
    /// var answer = await service.ClassifyAsync(new TptServiceRequest { File = file, ClassList = "animals" }, CancellationToken.None);
    /// </code>
    /// </example>
    public Task<TptServiceAnswer> ClassifyAsync(TptServiceRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ClassifyAsync(request.ClassList, place => FileReader.ReadAsync(request.File, place, _options, Full, cancellationToken), request.InspectViews, cancellationToken);
    }

    /// <summary>Begins to load the model, and from then on looks after its files. A host calls this.</summary>
    /// <param name="cancellationToken">Not looked at: nothing is waited for.</param>
    /// <example>
    /// <code>
    /// await service.StartAsync(CancellationToken.None);
    /// await service.Ready;
    /// </code>
    /// </example>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = RunAsync();
        // A host stops its server before this service, so that the last requests would still be let in and counted as none.
        _lifetime?.ApplicationStopping.Register(Close);
        return Task.CompletedTask;
    }

    /// <summary>Lets nothing more in and waits for what is in. A host calls this.</summary>
    /// <param name="cancellationToken">Ends the waiting. Who waits still is told that the service is stopping.</param>
    /// <example>
    /// <code>
    /// using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
    /// await service.StopAsync(patience.Token);
    /// </code>
    /// </example>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _stopping, 1) != 0)
        {
            return;
        }
        Close();
        _state = (int)TptServiceState.Stopping;
        _ready.TrySetException(Stopping());
        _ = _ready.Task.Exception;
        await _stop.CancelAsync().ConfigureAwait(false);
        var empty = _admission.WhenEmptyAsync().WaitAsync(cancellationToken);
        await empty.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (empty.IsCompletedSuccessfully)
        {
            _batcher.Complete();
            return;
        }
        _logger.Abandoned(_admission.Count);
        _batcher.Abandon();
    }

    /// <summary>Stops at once, and frees the model when the engine has let go of it.</summary>
    /// <example>
    /// <code>
    /// await service.DisposeAsync();
    /// </code>
    /// </example>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        await StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _batcher.Abandon();
        await _batcher.Ended.ConfigureAwait(false);
        _slot.Dispose();
        _metrics.Dispose();
        _stop.Dispose();
    }

    /// <summary>Lets nothing more in, and says so once. A service that failed stays so: its host asks for the reason when it stops.</summary>
    private void Close()
    {
        var isFirst = Interlocked.CompareExchange(ref _state, (int)TptServiceState.Stopping, (int)TptServiceState.Ready) == (int)TptServiceState.Ready
            || Interlocked.CompareExchange(ref _state, (int)TptServiceState.Stopping, (int)TptServiceState.Loading) == (int)TptServiceState.Loading;
        if (isFirst)
        {
            _logger.Draining(_admission.Count);
        }
    }

    private async Task RunAsync()
    {
        var first = _watch.LoadFirstAsync(_stop.Token);
        await ((Task)first).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_stop.IsCancellationRequested)
        {
            return;
        }
        if (first.Exception?.InnerException is { } exception)
        {
            TryBecome(TptServiceState.Failed);
            _logger.NoModel(exception);
            _ready.TrySetException(exception);
            _ = _ready.Task.Exception;
            // Once it has started: a host that is stopped while it starts ends in an exception.
            _lifetime?.ApplicationStarted.Register(_lifetime.StopApplication);
            return;
        }
        TryBecome(TptServiceState.Ready);
        _ready.TrySetResult();
        var watch = _watch.WatchAsync(await first.ConfigureAwait(false), _stop.Token);
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (watch.Exception?.InnerException is { } unwatched)
        {
            _logger.NotWatched(unwatched);
        }
    }

    private async Task<TptServiceAnswer> ClassifyAsync(string? classList, Func<Place, Task<ReadOnlyMemory<byte>>> read, Action<ViewBatch, ImagePreprocessing>? inspect, CancellationToken cancellationToken)
    {
        using var activity = ServiceTraces.Source.StartActivity("tpt.classify");
        try
        {
            return await AnswerAsync(classList, read, inspect, activity?.Context ?? default, cancellationToken).ConfigureAwait(false);
        }
        catch (TptServiceException exception)
        {
            _metrics.Rejected(exception.Error.ToString());
            activity?.SetStatus(ActivityStatusCode.Error, exception.Error.ToString());
            throw;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _metrics.Rejected("Cancelled");
            throw;
        }
    }

    private async Task<TptServiceAnswer> AnswerAsync(string? classList, Func<Place, Task<ReadOnlyMemory<byte>>> read, Action<ViewBatch, ImagePreprocessing>? inspect, ActivityContext trace, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfNotReady();
        var list = CheckList(classList ?? DefaultClassList);
        var place = _admission.TryEnter() ?? throw Full();
        Job? job = null;
        var isHandedOver = false;
        TptServiceTimes times;
        try
        {
            // Once more: who stops the service waits for those that it can see.
            ThrowIfNotReady();
            var clock = Stopwatch.StartNew();
            var file = await read(place).ConfigureAwait(false);
            if (!place.TryWait())
            {
                throw Full();
            }
            var readingEnd = clock.Elapsed;
            await _preparing.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var waitingEnd = clock.Elapsed;
                job = await Task.Run(() => PrepareAsync(list, file, place, inspect, trace, cancellationToken), cancellationToken).ConfigureAwait(false);
                place.ReleaseFile();
                times = new TptServiceTimes(readingEnd, waitingEnd - readingEnd, clock.Elapsed - waitingEnd, default, default);
                if (!await _batcher.TryAddAsync(job, cancellationToken).ConfigureAwait(false))
                {
                    throw Stopping();
                }
                isHandedOver = true;
            }
            finally
            {
                _preparing.Release();
            }
        }
        finally
        {
            if (!isHandedOver)
            {
                job?.End();
                place.Dispose();
            }
        }
        return await ScoredAsync(job, times, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Decodes, and makes the views. On a pool thread, with no more memory for pixels than all pictures together may take.</summary>
    private async Task<Job> PrepareAsync(string list, ReadOnlyMemory<byte> file, Place place, Action<ViewBatch, ImagePreprocessing>? inspect, ActivityContext trace, CancellationToken cancellationToken)
    {
        using var activity = ServiceTraces.Source.StartActivity("tpt.prepare", ActivityKind.Internal, trace);
        var model = _slot.Claim() ?? throw Stopping();
        try
        {
            if (!model.Classifiers.TryGetValue(list, out var classifier))
            {
                throw UnknownList(list, model.Classifiers.Keys);
            }
            var measurement = model.Decoder.Measure(file, model.DecoderOptions);
            if (measurement.Reason is { } refusal)
            {
                throw measurement.IsTooLarge
                    ? new TptServiceException(TptServiceError.TooManyPixels, $"The picture is too large: {refusal}.")
                    : NotAnImage(refusal);
            }
            await _memory.EnterAsync(measurement.DecodingBytes).ConfigureAwait(false);
            ViewBatch views;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                var decoded = model.Decoder.Decode(file, measurement, model.DecoderOptions);
                views = classifier.CreateViews(decoded.Pixels ?? throw NotAnImage(decoded.Reason!));
            }
            finally
            {
                _memory.Leave(measurement.DecodingBytes);
            }
            try
            {
                inspect?.Invoke(views, model.Weights.Preprocessing);
                return new Job(model, list, classifier, views, place, trace);
            }
            catch
            {
                views.Dispose();
                throw;
            }
        }
        catch
        {
            model.Release();
            throw;
        }
    }

    private async Task<TptServiceAnswer> ScoredAsync(Job job, TptServiceTimes times, CancellationToken cancellationToken)
    {
        await using var leaving = cancellationToken.Register(job.TryCancel).ConfigureAwait(false);
        ScoredJob scored;
        try
        {
            scored = await job.Scored.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Stopping();
        }
        if (scored.Prediction.PredictedIndex < 0)
        {
            throw new TptServiceException(TptServiceError.NotNumbers, "The model's scores of this picture are not numbers.");
        }
        times = times with { Queued = scored.Queued, Scoring = scored.Scoring };
        _metrics.Stage("read", times.Reading);
        _metrics.Stage("wait", times.Waiting);
        _metrics.Stage("prepare", times.Preparing);
        _metrics.Stage("queue", times.Queued);
        _metrics.Answered(job.ClassList, scored.Prediction.IsFallback);
        return new TptServiceAnswer(job.ClassList, job.Classifier.ClassNames, scored.Prediction, job.Model.Version, scored.BatchSize, times);
    }

    private Task<ReadOnlyMemory<byte>> Hold(ReadOnlyMemory<byte> file, Place place)
    {
        if (file.Length > _options.MaxFileBytes)
        {
            throw FileReader.TooLarge(_options);
        }
        return place.TryHold(file.Length) ? Task.FromResult(file) : throw Full();
    }

    /// <summary>Whoever stops the service meanwhile has the last word.</summary>
    private void TryBecome(TptServiceState state) => Interlocked.CompareExchange(ref _state, (int)state, (int)TptServiceState.Loading);

    private void ThrowIfNotReady()
    {
        switch (State)
        {
            case TptServiceState.Loading:
                throw new TptServiceException(TptServiceError.Loading, "The model is still loading.", TimeSpan.FromSeconds(2));
            case TptServiceState.Failed or TptServiceState.Stopping:
                throw Stopping();
            default:
                return;
        }
    }

    private string CheckList(string list)
    {
        var lists = ClassLists;
        return lists.ContainsKey(list) ? lists.Keys.First(name => name.Equals(list, StringComparison.OrdinalIgnoreCase)) : throw UnknownList(list, lists.Keys);
    }

    /// <summary>By the rate of late, all that wait for the engine are done by then. Files that are still read are no work of its, and are not counted.</summary>
    private TptServiceException Full()
    {
        var (waiting, reading) = (_admission.Waiting, _admission.Reading);
        var message = waiting >= _admission.Capacity ? Invariant($"{waiting} pictures are waiting already, and at most {_admission.Capacity} are let in.")
            : reading >= _admission.ReadingCapacity ? Invariant($"{reading} files are being read already, and at most {_admission.ReadingCapacity} are at a time.")
            : Invariant($"The files that are in have no room for more bytes: at most {_admission.MaxBytes} are held together.");
        var seconds = Math.Max(1, Math.Ceiling(waiting * _batcher.SecondsPerPicture));
        return new TptServiceException(TptServiceError.QueueFull, message, TimeSpan.FromSeconds(seconds));
    }

    private static TptServiceException Stopping() => new(TptServiceError.Stopping, "The service is shutting down.");

    private static TptServiceException NotAnImage(string reason) => new(TptServiceError.NotAnImage, $"The file is no picture that can be classified: {reason}.");

    private static TptServiceException UnknownList(string list, IEnumerable<string> names) => new(TptServiceError.UnknownClassList, $"There is no class list '{Excerpt.Of(list)}'. The lists are {Excerpt.Of([.. names])}.");
}
