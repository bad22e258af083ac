using System.Diagnostics;
using System.Globalization;

namespace Tpt.Benchmarks.Measuring;

/// <summary>The peak resident memory of a task in a process of its own.</summary>
internal static class PeakMemory
{
    private const string Prefix = "peak_gb=";

    /// <summary>Runs this program again with the given arguments, and reads what <see cref="Report"/> printed there.</summary>
    public static double OfChild(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(PeakMemory).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        if (!Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.RemoveAt(0);
        }
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        var line = output.Split('\n').LastOrDefault(text => text.StartsWith(Prefix, StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with exit code {child.ExitCode} and without a peak.");
        return double.Parse(line[Prefix.Length..], CultureInfo.InvariantCulture);
    }

    /// <summary>Prints this process's peak so far, for the parent.</summary>
    public static void Report()
    {
        using var process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{process.PeakWorkingSet64 / 1e9:0.000}"));
    }
}
