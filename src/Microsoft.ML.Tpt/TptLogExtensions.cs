using Microsoft.Extensions.Logging;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Hands what an <see cref="MLContext"/> logs to an <see cref="ILogger"/>.</summary>
/// <example>
/// <code>
/// using var logging = mlContext.LogTo(loggerFactory.CreateLogger("Microsoft.ML"));
/// using var transformer = mlContext.Transforms.TestTimePromptTuning(["cat", "dog"]).Fit(data);    // logs the device, the dtype and the seconds
/// </code>
/// </example>
public static partial class TptLogExtensions
{
    /// <summary>
    /// Writes every message of <see cref="MLContext.Log"/>, of this library and of ML.NET, to a logger, from now until the returned object
    /// is disposed. The level is that of the message: Trace, Information, Warning or Error. The entry has the properties
    /// <c>Source</c>, such as <c>TptTransformer; Scoring</c>, and <c>Message</c>.
    /// </summary>
    /// <param name="mlContext">The context. It keeps the logger until then: an application with one context for its lifetime need not dispose.</param>
    /// <param name="logger">The logger. It is called on the threads that log, several at once. What it throws surfaces in the operation that logged.</param>
    /// <returns>Ends the logging when it is disposed.</returns>
    /// <example>
    /// <code>
    /// // In a web application, where the dependency injection makes one context for all.
    /// var mlContext = new MLContext(seed: 0);
    /// mlContext.LogTo(loggerFactory.CreateLogger&lt;MLContext>());
    /// </code>
    /// </example>
    public static IDisposable LogTo(this MLContext mlContext, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        ArgumentNullException.ThrowIfNull(logger);
        return new Subscription(mlContext, logger);
    }

    [LoggerMessage(Message = "{Source}: {Message}", SkipEnabledCheck = true)]
    private static partial void Write(ILogger logger, LogLevel level, string source, string message);

    private static LogLevel LevelOf(ChannelMessageKind kind) => kind switch
    {
        ChannelMessageKind.Trace => LogLevel.Trace,
        ChannelMessageKind.Info => LogLevel.Information,
        ChannelMessageKind.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };

    private sealed class Subscription : IDisposable
    {
        private readonly MLContext _context;
        private readonly ILogger _logger;

        public Subscription(MLContext context, ILogger logger)
        {
            (_context, _logger) = (context, logger);
            context.Log += OnLog;
        }

        public void Dispose() => _context.Log -= OnLog;

        private void OnLog(object? sender, LoggingEventArgs entry)
        {
            var level = LevelOf(entry.Kind);
            if (_logger.IsEnabled(level))
            {
                Write(_logger, level, entry.Source, entry.RawMessage);
            }
        }
    }
}
