using Microsoft.Extensions.Logging;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>What the service says in the log.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(LogLevel.Information, "The model {Version} is served, loaded in {Seconds:F1} s from '{Path}'. Class lists: {Lists}.")]
    public static partial void Served(this ILogger logger, string version, double seconds, string path, string lists);

    [LoggerMessage(LogLevel.Critical, "The model could not be loaded, so nothing can be served.")]
    public static partial void NoModel(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "The new files in '{Path}' cannot be served. The model that was there before stays. They are tried again when they change.")]
    public static partial void Refused(this ILogger logger, Exception exception, string path);

    [LoggerMessage(LogLevel.Information, "The files in '{Path}' have changed. They are loaded beside the model that is served.")]
    public static partial void Changed(this ILogger logger, string path);

    [LoggerMessage(LogLevel.Error, "The model's files cannot be looked at any more. The model that is there stays, and new weights need a restart.")]
    public static partial void NotWatched(this ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Information, "Stopping: {Count} pictures are finished first.")]
    public static partial void Draining(this ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "Stopped with {Count} pictures unanswered: the time to shut down is over.")]
    public static partial void Abandoned(this ILogger logger, int count);
}
