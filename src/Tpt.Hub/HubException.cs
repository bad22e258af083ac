namespace Tpt.Hub;

/// <summary>A model could not be brought from the hub. The message says what to do.</summary>
/// <example>
/// <code>
/// try
/// {
///     folder = await HubModel.DownloadAsync("openai/clip-vit-base-patch16");
/// }
/// catch (HubException e) when (e.IsTransient)
/// {
///     // Later again: what was brought so far stays, and the rest follows.
/// }
/// </code>
/// </example>
public sealed class HubException : IOException
{
    private const int Longest = 1900;

    /// <summary>A download that failed.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="message">What went wrong and what to do.</param>
    /// <param name="innerException">The error below, where there is one.</param>
    public HubException(HubFailure failure, string message, Exception? innerException = null)
        : base(message is { Length: > Longest } ? string.Concat(message.AsSpan(0, Longest), "\u2026") : message, innerException) => Failure = failure;

    /// <summary>What went wrong.</summary>
    public HubFailure Failure { get; }

    /// <summary>Whether it may pass by itself, so that another try makes sense: the network, the server, the disk's room.</summary>
    public bool IsTransient => Failure is HubFailure.Unreachable or HubFailure.TimedOut or HubFailure.ServerTrouble or HubFailure.TooManyRequests
        or HubFailure.Truncated or HubFailure.WebPage or HubFailure.DiskFull;
}
