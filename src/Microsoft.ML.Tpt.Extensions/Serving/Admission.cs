namespace Microsoft.ML.Tpt.Serving;

/// <summary>
/// The bounds of the queue: how many pictures wait for the engine, how many files are read beside them, and how many bytes all files hold
/// together. The two are counted apart, so that callers who send slowly do not take the places of pictures that are there.
/// </summary>
/// <param name="capacity">The most pictures that wait for their answer.</param>
/// <param name="maxBytes">The most bytes.</param>
internal sealed class Admission(int capacity, long maxBytes)
{
    /// <summary>
    /// How many files are read at a time for each picture that may wait. A file that comes slowly costs a few kilobytes, so many are let in:
    /// whoever wants to keep others out by sending slowly has to send on as many connections.
    /// </summary>
    private const int ReadingFactor = 32;

    private readonly Lock _lock = new();
    private TaskCompletionSource? _empty;
    private int _reading;
    private int _waiting;
    private long _bytes;

    public int Capacity => capacity;

    public int ReadingCapacity => ReadingFactor * capacity;

    public long MaxBytes => maxBytes;

    /// <summary>The pictures whose files are there, and that have no answer yet.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The files that are being read.</summary>
    public int Reading => Volatile.Read(ref _reading);

    /// <summary>The pictures that are in: those of both kinds.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _reading + _waiting;
            }
        }
    }

    /// <summary>Lets a file be read; <see langword="null"/> where there is no room. While the queue is full no file is read that would be refused after it.</summary>
    public Place? TryEnter()
    {
        lock (_lock)
        {
            if (_waiting >= capacity || _reading >= ReadingCapacity || _bytes >= maxBytes)
            {
                return null;
            }
            _reading++;
            return new Place(this);
        }
    }

    /// <summary>Takes a place of the queue for a file that has been read; <see langword="false"/> where there is none.</summary>
    public bool TryWait()
    {
        lock (_lock)
        {
            if (_waiting >= capacity)
            {
                return false;
            }
            _reading--;
            _waiting++;
            return true;
        }
    }

    /// <summary>Done once nobody is in.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            return _reading + _waiting == 0 ? Task.CompletedTask : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Counts bytes of a file; <see langword="false"/> where they are too many.</summary>
    public bool TryHold(long bytes)
    {
        lock (_lock)
        {
            if (_bytes + bytes > maxBytes)
            {
                return false;
            }
            _bytes += bytes;
            return true;
        }
    }

    public void Release(long bytes)
    {
        lock (_lock)
        {
            _bytes -= bytes;
        }
    }

    /// <param name="isWaiting">Whether it is a picture that waited; otherwise a file that was being read.</param>
    public void Leave(bool isWaiting)
    {
        lock (_lock)
        {
            if (isWaiting)
            {
                _waiting--;
            }
            else
            {
                _reading--;
            }
            if (_reading + _waiting == 0)
            {
                _empty?.TrySetResult();
                _empty = null;
            }
        }
    }
}
