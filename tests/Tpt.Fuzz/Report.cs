using ModelBuilderStyle;
using Spectre.Console;
using Tpt.Fuzz.Supervision;
using static System.FormattableString;

namespace Tpt.Fuzz;

/// <summary>What a run prints.</summary>
internal static class Report
{
    private static readonly IAnsiConsole _console = SampleConsole.Create();

    public static void Line(string text)
    {
        lock (_console)
        {
            _console.WriteLine(text);
        }
    }

    /// <summary>A row for each target and their sum; the last line is <c>N passed, N failed</c>, in targets.</summary>
    public static void Results(IReadOnlyList<TargetResult> results)
    {
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Ascii : TableBorder.Rounded };
        table.AddColumns("Target", "Inputs", "Refused", "Correct", "Findings", "Repeated", "Unconfirmed", "Worst MB", "Worst s", "Seconds");
        foreach (var result in results)
        {
            AddRow(table, result.Target, [result], result.Elapsed.TotalSeconds);
        }
        AddRow(table, "total", results, results.Sum(result => result.Elapsed.TotalSeconds));
        _console.Write(table);
        var failed = results.Count(result => result.Findings.Count > 0);
        _console.WriteLine(Invariant($"{results.Count - failed} passed, {failed} failed"));
    }

    private static void AddRow(Table table, string name, IReadOnlyList<TargetResult> results, double seconds) => table.AddRow(
        name,
        Invariant($"{results.Sum(result => result.Inputs)}"),
        Invariant($"{results.Sum(result => result.Refused)}"),
        Invariant($"{results.Sum(result => result.Accepted)}"),
        Invariant($"{results.Sum(result => result.Findings.Count)}"),
        Invariant($"{results.Sum(result => result.Repeated)}"),
        Invariant($"{results.Sum(result => result.Unconfirmed)}"),
        Invariant($"{results.Max(result => result.WorstGrowth) / 1e6:0.0}"),
        Invariant($"{results.Max(result => result.WorstTime).TotalSeconds:0.00}"),
        Invariant($"{seconds:0}"));
}
