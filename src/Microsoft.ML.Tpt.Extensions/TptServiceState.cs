namespace Microsoft.ML;

/// <summary>What <see cref="TptService"/> is doing.</summary>
/// <example>
/// <code>
/// var isReady = service.State == TptServiceState.Ready;
/// </code>
/// </example>
public enum TptServiceState
{
    /// <summary>The first model is not loaded yet.</summary>
    Loading,

    /// <summary>Pictures are classified.</summary>
    Ready,

    /// <summary>The first model could not be loaded. The log says why, and the host is asked to stop.</summary>
    Failed,

    /// <summary>What was let in is finished, and nothing else is let in.</summary>
    Stopping,
}
