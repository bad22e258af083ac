using System.Diagnostics;

namespace Tpt.Parity.Fixtures;

/// <summary>What a run took.</summary>
/// <param name="Seconds">The time.</param>
/// <param name="MegaBytes">By how many megabytes of 10^6 bytes the process's peak memory grew, managed and native together; 0 where it was larger before.</param>
internal readonly record struct RunCost(double Seconds, double MegaBytes)
{
    /// <summary>Runs an action that does not throw.</summary>
    public static RunCost Of(Action action)
    {
        var before = Peak();
        var clock = Stopwatch.StartNew();
        action();
        return new RunCost(clock.Elapsed.TotalSeconds, Math.Max(0, Peak() - before) / 1e6);
    }

    private static long Peak()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
