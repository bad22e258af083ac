namespace Tpt.Gpu.Launches;

/// <summary>
/// Launches among the calls of CUDA's driver and runtime, from any thread. libtorch launches through the runtime, which may do so through the driver, and some
/// libraries go to the driver by themselves: a launch within a launch of the same thread is not another one.
/// </summary>
internal sealed class LaunchCount : IDisposable
{
    private readonly ThreadLocal<int> _depth = new();
    private long _kernels;
    private long _graphs;

    /// <summary>Kernels that were launched one by one.</summary>
    public long Kernels => Interlocked.Read(ref _kernels);

    /// <summary>Graphs, each of any number of kernels.</summary>
    public long Graphs => Interlocked.Read(ref _graphs);

    /// <summary>Is told of a call.</summary>
    /// <param name="begins">Whether it begins; it ends otherwise.</param>
    /// <param name="function">Its name, in ASCII.</param>
    public void Note(bool begins, ReadOnlySpan<byte> function)
    {
        var isGraph = IsOf(function, "GraphLaunch"u8);
        // A function of the host that is put into a stream is no kernel.
        if (!isGraph && (!IsOf(function, "Launch"u8) || IsOf(function, "LaunchHostFunc"u8)))
        {
            return;
        }
        if (!begins)
        {
            _depth.Value = Math.Max(0, _depth.Value - 1);
        }
        else if (_depth.Value++ == 0)
        {
            Interlocked.Increment(ref isGraph ? ref _graphs : ref _kernels);
        }
    }

    public void Dispose() => _depth.Dispose();

    /// <summary>The driver's functions begin with cu, the runtime's with cuda; what follows is a version, or the kind of stream.</summary>
    private static bool IsOf(ReadOnlySpan<byte> function, ReadOnlySpan<byte> name)
        => (function.StartsWith("cuda"u8) && function[4..].StartsWith(name)) || (function.StartsWith("cu"u8) && function[2..].StartsWith(name));
}
