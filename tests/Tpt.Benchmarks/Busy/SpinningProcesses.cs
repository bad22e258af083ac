using System.Diagnostics;
using Tpt.Benchmarks.Measuring;

namespace Tpt.Benchmarks.Busy;

/// <summary>Processes that keep cores busy until this is disposed of. They also end by themselves when the process that started them has ended, however it did.</summary>
internal sealed class SpinningProcesses : IDisposable
{
    /// <summary>The command that <see cref="Spin"/> runs under.</summary>
    public const string CommandName = "busy-spin";

    private readonly List<Process> _processes = [];

    /// <param name="count">How many, of one thread each.</param>
    public SpinningProcesses(int count)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                var start = ChildProcess.StartInfo(CommandName);
                start.RedirectStandardInput = true;
                var process = Process.Start(start)!;
                _processes.Add(process);
                // It says so when it spins.
                process.StandardOutput.ReadLine();
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Spins until the standard input, which the parent holds, is closed.</summary>
    public static void Spin()
    {
        var parentIsGone = false;
        new Thread(() =>
        {
            Console.In.ReadToEnd();
            Volatile.Write(ref parentIsGone, true);
        }).Start();
        Console.WriteLine("spinning");
        while (!Volatile.Read(ref parentIsGone))
        {
        }
    }

    public void Dispose()
    {
        foreach (var process in _processes)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }
        _processes.Clear();
    }
}
