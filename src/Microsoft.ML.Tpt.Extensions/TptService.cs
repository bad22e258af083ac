using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.ML.Tpt.Serving;
using Tpt.Engine.Imaging;
using Tpt.Engine.Views;

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

    private readonly Admission _admission;
    private readonly ServiceMetrics _metrics;
    private readonly ModelSlot _slot = new();
    private readonly SemaphoreSlim _preparing;
    private readonly ServedLists _lists;
    private readonly FileReader _reader;
    private readonly ServiceLifetime _lifetime;
    private readonly RequestPath _path;
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
        var (engine, service) = (tpt.Value, options.Value);
        _admission = new Admission(service.QueueCapacity, service.MaxQueuedBytes);
        _metrics = new ServiceMetrics(meters, () => _admission.Count);
        _lists = new ServedLists(_slot, engine, service);
        var batcher = new Batcher(WaitingBatches * engine.BatchSize, service.BatchDelay, _metrics);
        var watch = new ModelWatch(new ModelFactory(engine, service, logger), _slot, service, _metrics, logger);
        _lifetime = new ServiceLifetime(watch, _admission, batcher, logger, lifetime);
        TptServiceException Full() => Refusals.Full(_admission, batcher.SecondsPerPicture);
        _reader = new FileReader(service, Full);
        _preparing = new SemaphoreSlim(service.PreparingPictures);
        _path = new RequestPath(_lifetime, _lists, _admission, new ViewPreparation(_slot), _preparing, batcher, Full);
    }

    /// <summary>What the service is doing.</summary>
    public TptServiceState State => _lifetime.State;

    /// <summary>Done when the first model is loaded. Faulted where it cannot be.</summary>
    public Task Ready => _lifetime.Ready;

    /// <summary>The pictures that are let in and have no answer yet, those whose files are being read among them.</summary>
    public int QueueLength => _admission.Count;

    /// <summary>The class lists by name, without regard to case.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ClassLists => _lists.All;

    /// <summary>The name of the list of requests that name none.</summary>
    public string DefaultClassList => _lists.Default;

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
        => ClassifyAsync(classList, place => _reader.HoldAsync(file, place), inspect: null, cancellationToken);

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
        return ClassifyAsync(request.ClassList, place => _reader.ReadAsync(request.File, place, cancellationToken), request.InspectViews, cancellationToken);
    }

    /// <summary>Begins to load the model, and from then on looks after its files. A host calls this.</summary>
    /// <param name="cancellationToken">Not looked at: nothing is waited for.</param>
    /// <exception cref="OptionsValidationException">A file that the options name is not there.</exception>
    /// <example>
    /// <code>
    /// await service.StartAsync(CancellationToken.None);
    /// await service.Ready;
    /// </code>
    /// </example>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _lifetime.Start();
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
    public Task StopAsync(CancellationToken cancellationToken) => _lifetime.StopAsync(cancellationToken);

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
        await _lifetime.DisposeAsync().ConfigureAwait(false);
        _slot.Dispose();
        _metrics.Dispose();
    }

    /// <summary>Traces and counts a request.</summary>
    private async Task<TptServiceAnswer> ClassifyAsync(string? classList, Func<Place, Task<ReadOnlyMemory<byte>>> read, Action<ViewBatch, ImagePreprocessing>? inspect, CancellationToken cancellationToken)
    {
        using var activity = ServiceTraces.Source.StartActivity("tpt.classify");
        try
        {
            var answer = await _path.AnswerAsync(classList, read, inspect, activity?.Context ?? default, cancellationToken).ConfigureAwait(false);
            _metrics.Answered(answer);
            return answer;
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
}
