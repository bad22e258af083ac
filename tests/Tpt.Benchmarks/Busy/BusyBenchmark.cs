using System.Globalization;
using Tpt.Benchmarks.Measuring;

namespace Tpt.Benchmarks.Busy;

/// <summary>
/// <c>busy</c>: 12 pictures by the ML.NET pipeline on the built-in model, on an idle machine and on one whose cores spinning processes
/// keep busy, by how OpenMP's threads wait. Then what a process holds that serves bursts of requests.
/// </summary>
internal static class BusyBenchmark
{
    /// <param name="processes">How many processes spin.</param>
    /// <param name="passes">How many passes over the pictures are timed, of which the median counts.</param>
    /// <param name="bursts">How many bursts are served.</param>
    public static void Run(int processes, int passes, int bursts)
    {
        Print($"| {BusyPass.Rows} pictures, {Environment.ProcessorCount} cores | OpenMP | idle | beside {processes} spinning processes | ratio | peak memory | settled |");
        Print($"|---|---|---|---|---|---|---|");
        foreach (var setting in BusySetting.Waiting)
        {
            foreach (var teams in BusyPass.Teams)
            {
                var idle = Pass(setting, teams, passes, measureMemory: true);
                using var spinning = new SpinningProcesses(processes);
                var busy = Pass(setting, teams, passes, measureMemory: false)[BusyPass.Seconds];
                Print($"| {setting.Name} | {teams} | {idle[BusyPass.Seconds]:0.0} s | {busy:0.0} s | {busy / idle[BusyPass.Seconds]:0.0} | {Memory(idle)} |");
            }
        }
        Print($"");
        Print($"| {bursts} bursts of {ServePass.Requests} requests, two engines | a request | peak memory | settled |");
        Print($"|---|---|---|---|");
        foreach (var setting in BusySetting.Memory)
        {
            var served = ChildProcess.Run(setting.Variables, ServePass.CommandName, Text(bursts));
            Print($"| {setting.Name} | {served[ServePass.RequestSeconds]:0.00} s | {Memory(served)} |");
        }
    }

    private static IReadOnlyDictionary<string, double> Pass(BusySetting setting, string teams, int passes, bool measureMemory)
        => ChildProcess.Run(setting.Variables, BusyPass.CommandName, teams, Text(passes), measureMemory.ToString());

    private static string Memory(IReadOnlyDictionary<string, double> measures)
        => string.Create(CultureInfo.InvariantCulture, $"{measures[PeakMemory.Name]:0.00} GB | {measures[PeakMemory.SettledName]:0.00} GB");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
