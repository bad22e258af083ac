namespace Microsoft.ML.Tpt.Serving;

/// <summary>The bound of the queue: how many pictures are let in at a time, and how many bytes their files hold together.</summary>
/// <param name="capacity">The most pictures.</param>
/// <param name="maxBytes">The most bytes.</param>
internal sealed class Admission(int capacity, long maxBytes)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _empty;
    private int _count;
    private long _bytes;

    public int Capacity => capacity;

    /// <summary>The pictures that are in.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Lets a picture in; <see langword="null"/> where there is no place.</summary>
    public Place? TryEnter()
    {
        lock (_lock)
        {
            if (_count >= capacity || _bytes >= maxBytes)
            {
                return null;
            }
            _count++;
            return new Place(this);
        }
    }

    /// <summary>Done once nobody is in.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_lock)
        {
            return _count == 0 ? Task.CompletedTask : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
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

    public void Leave()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                _empty?.TrySetResult();
                _empty = null;
            }
        }
    }
}
