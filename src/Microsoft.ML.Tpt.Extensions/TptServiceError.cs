namespace Microsoft.ML;

/// <summary>Why <see cref="TptService"/> gives no answer.</summary>
/// <example>
/// <code>
/// static int StatusOf(TptServiceError error) => error is TptServiceError.TooManyBytes or TptServiceError.TooManyPixels ? 413 : 400;
/// </code>
/// </example>
public enum TptServiceError
{
    /// <summary>The bytes are no picture that can be read: another format, cut, or damaged. HTTP: 400.</summary>
    NotAnImage,

    /// <summary>There is no class list of that name. HTTP: 400.</summary>
    UnknownClassList,

    /// <summary>The file has more bytes than <see cref="TptServiceOptions.MaxFileBytes"/>. HTTP: 413.</summary>
    TooManyBytes,

    /// <summary>The picture has more pixels than <see cref="TptImageOptions.MaxPixels"/>, or decoding it takes too much memory. HTTP: 413.</summary>
    TooManyPixels,

    /// <summary>As many pictures as are let in are waiting, or too many files are being read. HTTP: 429 with <see cref="TptServiceException.RetryAfter"/>.</summary>
    QueueFull,

    /// <summary>The model is still loading. HTTP: 503.</summary>
    Loading,

    /// <summary>The service is shutting down. HTTP: 503.</summary>
    Stopping,

    /// <summary>The file did not arrive within <see cref="TptServiceOptions.ReadTimeout"/>. HTTP: 408.</summary>
    ReadTimeout,

    /// <summary>The model's scores of the picture are not numbers. HTTP: 500.</summary>
    NotNumbers,
}
