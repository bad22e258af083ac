namespace Microsoft.ML;

/// <summary>A picture that <see cref="TptService"/> gives no answer for, and why.</summary>
/// <example>
/// <code>
/// try
/// {
///     var answer = await service.ClassifyAsync(File.ReadAllBytes("cat.jpg"), "animals", CancellationToken.None);
/// }
/// catch (TptServiceException exception) when (exception.Error == TptServiceError.QueueFull)
/// {
///     await Task.Delay(exception.RetryAfter!.Value);
/// }
/// </code>
/// </example>
public sealed class TptServiceException : Exception
{
    internal TptServiceException(TptServiceError error, string message, TimeSpan? retryAfter = null)
        : base(message)
        => (Error, RetryAfter) = (error, retryAfter);

    /// <summary>What kind of reason it is.</summary>
    public TptServiceError Error { get; }

    /// <summary>When it is worth trying again; <see langword="null"/> where waiting does not help.</summary>
    public TimeSpan? RetryAfter { get; }
}
