using System.Diagnostics.Metrics;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>What the service counts and measures.</summary>
internal sealed class ServiceMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<int> _batchSize;
    private readonly Histogram<double> _stage;
    private readonly Counter<long> _images;
    private readonly Counter<long> _rejected;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _swaps;

    /// <param name="factory">Makes the meter, and owns it; null where there is no such factory.</param>
    /// <param name="queueLength">The pictures that are in.</param>
    public ServiceMetrics(IMeterFactory? factory, Func<int> queueLength)
    {
        _meter = factory?.Create(new MeterOptions(TptService.TelemetryName)) ?? new Meter(TptService.TelemetryName);
        _meter.CreateObservableGauge("tpt.queue.length", queueLength, "{image}", "Pictures that are let in and have no answer yet.");
        _batchSize = _meter.CreateHistogram<int>("tpt.batch.size", "{image}", "Pictures in one call of the engine.");
        _stage = _meter.CreateHistogram<double>("tpt.stage.duration", "s", "Seconds of one picture in a stage: read, wait, prepare, queue; of one batch: score.");
        _images = _meter.CreateCounter<long>("tpt.images", "{image}", "Pictures that got an answer, by class list.");
        _rejected = _meter.CreateCounter<long>("tpt.rejected", "{image}", "Pictures that got none, by reason.");
        _fallbacks = _meter.CreateCounter<long>("tpt.fallbacks", "{image}", "Pictures whose adaptation ended in no number, so that they have the zero-shot scores.");
        _swaps = _meter.CreateCounter<long>("tpt.model.loads", "{model}", "Models that were put in place, and that were refused.");
    }

    public void Scored(int batchSize, TimeSpan took)
    {
        _batchSize.Record(batchSize);
        Stage("score", took);
    }

    public void Answered(TptServiceAnswer answer)
    {
        Stage("read", answer.Times.Reading);
        Stage("wait", answer.Times.Waiting);
        Stage("prepare", answer.Times.Preparing);
        Stage("queue", answer.Times.Queued);
        _images.Add(1, new KeyValuePair<string, object?>("class_list", answer.ClassList));
        if (answer.Prediction.IsFallback)
        {
            _fallbacks.Add(1);
        }
    }

    public void Rejected(string reason) => _rejected.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Loaded(bool succeeded) => _swaps.Add(1, new KeyValuePair<string, object?>("result", succeeded ? "served" : "refused"));

    public void Dispose() => _meter.Dispose();

    private void Stage(string stage, TimeSpan took) => _stage.Record(took.TotalSeconds, new KeyValuePair<string, object?>("stage", stage));
}
