namespace Tpt.Cli.Pictures;

/// <summary>
/// The memory of pictures that are being decoded. Small ones never wait. Large ones are decoded in turn, and one that is larger than all
/// of it alone.
/// </summary>
/// <param name="capacity">The bytes.</param>
internal sealed class PictureMemory(long capacity = PictureMemory.DefaultCapacity)
{
    /// <summary>About two photographs of 16 megapixels at once, at 8 bytes a pixel while they are decoded; as the ML.NET stage has it.</summary>
    public const long DefaultCapacity = 256L << 20;

    private readonly Lock _lock = new();
    private readonly Queue<(long Bytes, TaskCompletionSource Entered)> _waiting = [];
    private long _used;

    /// <summary>Waits for a picture's turn, which ends when what is returned is disposed of. Whoever came first is first.</summary>
    /// <param name="bytes">What decoding takes.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<IDisposable> EnterAsync(long bytes, CancellationToken cancellationToken)
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Enqueue((bytes, entered));
        }
        Admit(freed: 0);
        using (cancellationToken.Register(() => entered.TrySetCanceled(cancellationToken)))
        {
            await entered.Task;
        }
        return new Turn(this, bytes);
    }

    private void Admit(long freed)
    {
        lock (_lock)
        {
            _used -= freed;
            while (_waiting.TryPeek(out var next) && (_used == 0 || _used + next.Bytes <= capacity))
            {
                _waiting.Dequeue();
                // One that was cancelled while it waited takes nothing.
                _used += next.Entered.TrySetResult() ? next.Bytes : 0;
            }
        }
    }

    private sealed class Turn(PictureMemory memory, long bytes) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                memory.Admit(freed: bytes);
            }
        }
    }
}
