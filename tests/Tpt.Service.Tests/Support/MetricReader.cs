using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;

namespace Tpt.Service.Tests.Support;

/// <summary>Hears the service's instruments, as an exporter does.</summary>
internal sealed class MetricReader : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(Instrument Instrument, double Value, KeyValuePair<string, object?>[] Tags)> _heard = [];

    public MetricReader()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == TptService.TelemetryName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => _heard.Enqueue((instrument, value, tags.ToArray())));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _heard.Enqueue((instrument, value, tags.ToArray())));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _heard.Enqueue((instrument, value, tags.ToArray())));
        _listener.Start();
    }

    /// <summary>What a server's instrument was told, in order, with its only tag.</summary>
    public (double Value, string? Tag)[] Of(TestServer server, string name)
    {
        _listener.RecordObservableInstruments();
        var factory = server.Services.GetRequiredService<IMeterFactory>();
        return [.. _heard.Where(heard => heard.Instrument.Name == name && heard.Instrument.Meter.Scope == factory).Select(heard => (heard.Value, heard.Tags.FirstOrDefault().Value as string))];
    }

    public double SumOf(TestServer server, string name) => Of(server, name).Sum(heard => heard.Value);

    public void Dispose() => _listener.Dispose();
}
