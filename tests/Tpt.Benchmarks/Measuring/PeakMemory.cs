using System.Diagnostics;
using Tpt.Engine.Devices;

namespace Tpt.Benchmarks.Measuring;

/// <summary>The peak resident memory of a task in a process of its own.</summary>
internal static class PeakMemory
{
    /// <summary>The measure's name in the output of a child process, in GB of 10^9 bytes.</summary>
    public const string Name = "peak_gb";

    /// <summary>What is resident now, in the same unit.</summary>
    public const string SettledName = "settled_gb";

    /// <summary>Runs this program again with the given arguments, and reads what <see cref="Report"/> printed there.</summary>
    public static double OfChild(params string[] arguments) => ChildProcess.Run(arguments)[Name];

    /// <summary>Prints this process's peak so far, for the parent.</summary>
    public static void Report()
    {
        using var process = Process.GetCurrentProcess();
        ChildProcess.Report(Name, process.PeakWorkingSet64 / 1e9);
    }

    /// <summary>Prints this process's peak so far, waits until the engine has given back what it does not need, and prints what is left.</summary>
    public static void ReportSettled()
    {
        Report();
        Thread.Sleep(ScoringThread.IdleTime + TimeSpan.FromSeconds(1));
        ChildProcess.Report(SettledName, Environment.WorkingSet / 1e9);
    }
}
