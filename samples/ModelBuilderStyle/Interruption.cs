namespace ModelBuilderStyle;

/// <summary>
/// Ctrl+C: asks the run to stop after the images at hand. Where they take longer than a moment, the process ends at once, with the
/// cursor shown; the shell sees the signal as exit code 130 too.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>What a shell gives for a program that Ctrl+C ended: 128 and the number of SIGINT.</summary>
    public const int ExitCode = 130;

    private static readonly TimeSpan _moment = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new();

    public Interruption() => Console.CancelKeyPress += Stop;

    public CancellationToken Token => _stop.Token;

    /// <summary>The run has ended by itself. The source stays: a late signal may still ask it.</summary>
    public void Dispose()
    {
        Console.CancelKeyPress -= Stop;
        _ended.SetResult();
    }

    private void Stop(object? sender, ConsoleCancelEventArgs e)
    {
        _stop.Cancel();
        e.Cancel = _ended.Task.Wait(_moment);
        if (!e.Cancel)
        {
            Report.ShowCursor();
            Report.Stopped();
        }
    }
}
