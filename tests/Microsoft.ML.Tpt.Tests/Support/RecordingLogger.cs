using Microsoft.Extensions.Logging;

namespace Microsoft.ML.Tests.Support;

/// <summary>Keeps what it is given, from a level on.</summary>
internal sealed class RecordingLogger(LogLevel least) : ILogger
{
    private readonly List<(LogLevel Level, string Text, Dictionary<string, object?> Properties)> _entries = [];

    public (LogLevel Level, string Text, Dictionary<string, object?> Properties)[] Entries
    {
        get
        {
            lock (_entries)
            {
                return [.. _entries];
            }
        }
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_entries)
        {
            _entries.Add((logLevel, formatter(state, exception), ((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary()));
        }
    }
}
