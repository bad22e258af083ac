using System.Buffers;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>Reads the files of requests into memory, as far as they are let.</summary>
/// <param name="options">The limits.</param>
/// <param name="full">The error where all files together hold too much.</param>
internal sealed class FileReader(TptServiceOptions options, Func<TptServiceException> full)
{
    /// <summary>Small at first, and doubled as the file comes: a caller who sends little holds little.</summary>
    private const int ChunkBytes = 4096;

    /// <param name="stream">The file.</param>
    /// <param name="place">Counts its bytes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TptServiceException">It is too large, too slow, or there is no room for it.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(Stream stream, Place place, CancellationToken cancellationToken)
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
                    throw Refusals.TooManyBytes(options.MaxFileBytes);
                }
                if (!place.TryHold(read))
                {
                    throw full();
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Refusals.ReadTimeout(options.ReadTimeout, file.WrittenCount);
        }
    }

    /// <summary>Counts a file that is in memory already.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">Counts its bytes.</param>
    /// <exception cref="TptServiceException">It is too large, or there is no room for it.</exception>
    public Task<ReadOnlyMemory<byte>> HoldAsync(ReadOnlyMemory<byte> file, Place place)
    {
        if (file.Length > options.MaxFileBytes)
        {
            throw Refusals.TooManyBytes(options.MaxFileBytes);
        }
        return place.TryHold(file.Length) ? Task.FromResult(file) : throw full();
    }
}
