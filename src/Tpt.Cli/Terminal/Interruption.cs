using System.Runtime.InteropServices;

namespace Tpt.Cli.Terminal;

/// <summary>
/// Ctrl+C and SIGTERM ask the command to stop at the next safe point. Where that takes longer than a moment, it is said. A second one ends
/// the process at once: what was written is whole up to its last row.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(2);

    // Not disposed of: a late signal may still ask it.
    private readonly CancellationTokenSource _stop = new();
    private readonly Timer _hint = new(_ => Console.Error.WriteLine("stopping after the work at hand; once more ends it at once"));
    private readonly PosixSignalRegistration[] _signals;
    private int _exitCode;

    public Interruption() => _signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, Terminal.ExitCode.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, Terminal.ExitCode.Terminated)),
    ];

    public CancellationToken Token => _stop.Token;

    /// <summary>The exit code of the signal that came; 0 where none did.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    public void Dispose()
    {
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
        _hint.Dispose();
    }

    private void Stop(PosixSignalContext context, int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0)
        {
            return;     // the second one: the runtime's own end of the process
        }
        context.Cancel = true;
        _hint.Change(_moment, Timeout.InfiniteTimeSpan);
        _stop.Cancel();
    }
}
