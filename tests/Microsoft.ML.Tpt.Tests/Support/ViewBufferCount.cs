using System.Diagnostics.Tracing;

namespace Microsoft.ML.Tests.Support;

/// <summary>Counts the pooled buffers of at least the size of a row's views that are out and not yet returned, by what the pool itself reports.</summary>
internal sealed class ViewBufferCount : EventListener
{
    private const int FloatsOfOneRow = 8 * 3 * 64 * 64;
    private readonly HashSet<int> _out = [];

    public int Rented { get; private set; }

    public int Out
    {
        get
        {
            lock (_out) return _out.Count;
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource") EnableEvents(eventSource, EventLevel.Verbose);
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.PayloadNames?.IndexOf("bufferSize") is not (>= 0 and var size) || (int)eventData.Payload![size]! < FloatsOfOneRow) return;
        var id = (int)eventData.Payload![eventData.PayloadNames.IndexOf("bufferId")]!;
        lock (_out)
        {
            if (eventData.EventName == "BufferRented")
            {
                _out.Add(id);
                Rented++;
            }
            else if (eventData.EventName == "BufferReturned")
            {
                _out.Remove(id);
            }
        }
    }
}
