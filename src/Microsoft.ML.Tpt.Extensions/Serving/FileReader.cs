using System.Buffers;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>Reads the file of a request into memory, as far as it is let.</summary>
internal static class FileReader
{
    private const int ChunkBytes = 81_920;

    /// <param name="stream">The file.</param>
    /// <param name="place">Counts its bytes.</param>
    /// <param name="options">The limits.</param>
    /// <param name="full">The error where all files together hold too much.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TptServiceException">It is too large, too slow, or there is no room for it.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, Place place, TptServiceOptions options, Func<TptServiceException> full, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(options.ReadTimeout);
        var file = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(file.GetMemory(ChunkBytes), timeout.Token).ConfigureAwait(false);
                if (read == 0)
                {
                    return file.WrittenMemory;
                }
                file.Advance(read);
                if (file.WrittenCount > options.MaxFileBytes)
                {
                    throw TooLarge(options);
                }
                if (!place.TryHold(read))
                {
                    throw full();
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TptServiceException(TptServiceError.ReadTimeout, Invariant($"The file did not arrive within {options.ReadTimeout.TotalSeconds:0.#} s; {file.WrittenCount} bytes of it did."));
        }
    }

    public static TptServiceException TooLarge(TptServiceOptions options)
        => new(TptServiceError.TooManyBytes, Invariant($"The file has more than {options.MaxFileBytes} bytes. Send a smaller picture: the model sees a few hundred pixels a side."));
}
