using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Tpt.Service.Tests.Support;

/// <summary>What the program says in its log.</summary>
/// <param name="breaksAt">A text at which the log fails, as one whose disk is full does; <see langword="null"/>: never.</param>
internal sealed class LogLines(string? breaksAt = null) : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _entries = [];

    public IEnumerable<string> Lines => _entries.Select(entry => entry.Text);

    /// <summary>Those of the level of errors.</summary>
    public IEnumerable<string> Errors => _entries.Where(entry => entry.Level == LogLevel.Error).Select(entry => entry.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        if (breaksAt is not null && text.Contains(breaksAt, StringComparison.Ordinal))
        {
            throw new IOException("No space left on device");
        }
        _entries.Enqueue((logLevel, text));
    }

    public void Dispose()
    {
    }
}
