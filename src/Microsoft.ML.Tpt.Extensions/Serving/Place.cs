namespace Microsoft.ML.Tpt.Serving;

/// <summary>A picture's place, first among the files that are read and then in the queue, with the bytes that its file holds. Disposing it twice does nothing.</summary>
/// <param name="admission">The queue.</param>
internal sealed class Place(Admission admission) : IDisposable
{
    private long _held;
    private int _left;
    private bool _isWaiting;

    /// <summary>Counts more bytes of the file; <see langword="false"/> where all files together have too many.</summary>
    public bool TryHold(long bytes)
    {
        if (!admission.TryHold(bytes))
        {
            return false;
        }
        _held += bytes;
        return true;
    }

    /// <summary>The file is there: the picture goes into the queue. <see langword="false"/> where that is full.</summary>
    public bool TryWait() => _isWaiting = admission.TryWait();

    /// <summary>The file is no longer held.</summary>
    public void ReleaseFile() => admission.Release(Interlocked.Exchange(ref _held, 0));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            ReleaseFile();
            admission.Leave(_isWaiting);
        }
    }
}
