using Microsoft.ML.Runtime;

namespace Microsoft.ML.Tests.Support;

/// <summary>Keeps what a context logs.</summary>
internal sealed class LogCapture
{
    private readonly List<LoggingEventArgs> _entries = [];

    public LogCapture(MLContext context) => context.Log += (_, entry) =>
    {
        lock (_entries)
        {
            _entries.Add(entry);
        }
    };

    public string[] Of(ChannelMessageKind kind)
    {
        lock (_entries)
        {
            return [.. _entries.Where(entry => entry.Kind == kind && entry.Source.Contains("Tpt", StringComparison.Ordinal)).Select(entry => entry.RawMessage)];
        }
    }
}
