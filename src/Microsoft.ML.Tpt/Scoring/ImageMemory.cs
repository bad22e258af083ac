namespace Microsoft.ML.Tpt.Scoring;

/// <summary>
/// The memory that images take between their reading and their views, for all cursors and engines of a transformer together. Small
/// images never wait. Large ones are decoded in turn, in the order in which they came, and no further row is read while those that
/// are read already hold too much. An image that is larger than all of it is decoded alone.
/// </summary>
internal sealed class ImageMemory
{
    /// <summary>About two photographs of 16 megapixels at once, at 8 bytes a pixel while they are decoded.</summary>
    public const long DefaultCapacity = 256L << 20;

    private readonly long _capacity;
    private readonly Lock _lock = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Entered)> _waiting = [];
    private readonly HashSet<TaskCompletionSource> _waitingForRoom = [];
    private long _decoding;
    private long _held;

    public ImageMemory(long capacity = DefaultCapacity) => _capacity = capacity;

    /// <summary>The most that was being decoded at a time, in bytes.</summary>
    public long MostDecoding { get; private set; }

    /// <summary>The most that rows held at a time, in bytes.</summary>
    public long MostHeld { get; private set; }

    /// <summary>Counts what a row holds until <see cref="Release"/>.</summary>
    public void Hold(long bytes)
    {
        lock (_lock)
        {
            _held += bytes;
            MostHeld = Math.Max(MostHeld, _held);
        }
    }

    public void Release(long bytes)
    {
        TaskCompletionSource[] woken;
        lock (_lock)
        {
            _held -= bytes;
            if (_held >= _capacity)
            {
                return;
            }

            woken = [.. _waitingForRoom];
            _waitingForRoom.Clear();
        }
        foreach (var waiter in woken)
        {
            waiter.SetResult();
        }
    }

    /// <summary>Waits until rows that are read hold less than the capacity. The next row may be read then, however large it is.</summary>
    public void WaitForRoom()
    {
        while (true)
        {
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
            {
                if (_held < _capacity)
                {
                    return;
                }

                _waitingForRoom.Add(room);
            }
            room.Task.Wait();
        }
    }

    /// <summary>Waits for this image's turn. <see cref="Leave"/> ends it.</summary>
    public Task EnterAsync(long bytes)
    {
        lock (_lock)
        {
            if (_waiting.Count == 0 && Fits(bytes))
            {
                Add(bytes);
                return Task.CompletedTask;
            }
            var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((bytes, entered));
            return entered.Task;
        }
    }

    public void Leave(long bytes)
    {
        var woken = new List<TaskCompletionSource>();
        lock (_lock)
        {
            _decoding -= bytes;
            while (_waiting.TryPeek(out var next) && Fits(next.Bytes))
            {
                _waiting.Dequeue();
                Add(next.Bytes);
                woken.Add(next.Entered);
            }
        }
        foreach (var entered in woken)
        {
            entered.SetResult();
        }
    }

    private bool Fits(long bytes) => _decoding == 0 || _decoding + bytes <= _capacity;

    private void Add(long bytes)
    {
        _decoding += bytes;
        MostDecoding = Math.Max(MostDecoding, _decoding);
    }
}
