using System.Diagnostics;
using System.Globalization;

namespace Tpt.Benchmarks.Measuring;

/// <summary>This program again in a process of its own, which prints each of its measures as a line <c>name=number</c>.</summary>
internal static class ChildProcess
{
    /// <summary>Runs this program with the given arguments, and reads what <see cref="Report"/> printed there.</summary>
    public static IReadOnlyDictionary<string, double> Run(params string[] arguments) => Run(new Dictionary<string, string?>(), arguments);

    /// <summary>The same with environment variables of its own: those without a value are taken away.</summary>
    public static IReadOnlyDictionary<string, double> Run(IReadOnlyDictionary<string, string?> variables, params string[] arguments)
    {
        var start = StartInfo(arguments);
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return child.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('='))
                .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with exit code {child.ExitCode}.");
    }

    /// <summary>How this program is started again, with its output redirected.</summary>
    public static ProcessStartInfo StartInfo(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(ChildProcess).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        if (!Path.GetFileNameWithoutExtension(Environment.ProcessPath!).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.RemoveAt(0);
        }
        return start;
    }

    /// <summary>Prints a measure for the parent.</summary>
    public static void Report(string name, double value)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}={value:0.0000}"));
}
