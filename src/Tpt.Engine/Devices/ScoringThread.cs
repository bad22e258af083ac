using System.Runtime.CompilerServices;
using TorchSharp;

namespace Tpt.Engine.Devices;

/// <summary>
/// The one thread that a model computes on, whoever asks. Each thread that calls libtorch gets threads of OpenMP's and an arena of
/// glibc's malloc of its own, and an arena keeps what its largest image took. Callers in a web service change from request to request: with
/// the built-in model 12 of them took 1.1 GB, and one thread for all of them takes 0.5 GB in the same time.
/// </summary>
/// <remarks>
/// The thread starts with the first image and ends when there has been none for the idle time. Then it gives back what malloc kept.
/// </remarks>
/// <param name="idleTime">How long the thread waits for the next image.</param>
internal sealed class ScoringThread(TimeSpan idleTime)
{
    /// <summary>Long enough that a service with requests every few seconds never pays for new pages.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(5);

    [ThreadStatic]
    private static ScoringThread? _current;

    private readonly object _lock = new();
    private readonly Queue<Task> _work = [];
    private bool _running;

    /// <summary>Does the work on the thread, behind what is waiting there, and gives its result or its exception. Within work of this thread it is done at once.</summary>
    public T Run<T>(Func<T> work)
    {
        if (_current == this)
        {
            return work();
        }

        // torch.set_num_threads goes by threads: the one that computes takes the number of the one that asks.
        var threads = torch.get_num_threads();
        var task = new Task<T>(() =>
        {
            if (torch.get_num_threads() != threads)
            {
                torch.set_num_threads(threads);
            }
            return work();
        });
        Add(task);
        WaitFor(task);
        return task.GetAwaiter().GetResult();
    }

    private void Add(Task task)
    {
        lock (_lock)
        {
            if (!_running)
            {
                new Thread(Serve) { IsBackground = true, Name = "Tpt scoring" }.UnsafeStart();
                _running = true;
            }
            _work.Enqueue(task);
            Monitor.Pulse(_lock);
        }
    }

    /// <summary>The work reads what its caller owns, so an interrupted caller waits too, and is interrupted afterwards.</summary>
    private static void WaitFor(Task task)
    {
        var interrupted = false;
        while (!task.IsCompleted)
        {
            try
            {
                Task.WaitAny(task);
            }
            catch (ThreadInterruptedException)
            {
                interrupted = true;
            }
        }
        if (interrupted)
        {
            Thread.CurrentThread.Interrupt();
        }
    }

    private void Serve()
    {
        _current = this;
        while (ServeNext())
        {
        }
        NativeLibc.TryTrimHeap();
    }

    // In a method of its own: while the thread waits, its stack holds no work, nor the model and the views behind it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ServeNext()
    {
        if (Next() is not { } task)
        {
            return false;
        }

        task.RunSynchronously(TaskScheduler.Default);
        return true;
    }

    /// <summary>The next work, or <see langword="null"/> when there has been none for long; then another thread serves what comes.</summary>
    private Task? Next()
    {
        lock (_lock)
        {
            while (_work.Count == 0)
            {
                if (!Monitor.Wait(_lock, idleTime) && _work.Count == 0)
                {
                    _running = false;
                    return null;
                }
            }
            return _work.Dequeue();
        }
    }
}
