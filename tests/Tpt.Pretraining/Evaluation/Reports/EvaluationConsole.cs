using System.Diagnostics;
using ModelBuilderStyle;
using Spectre.Console;
using static System.FormattableString;

namespace Tpt.Pretraining.Evaluation.Reports;

/// <summary>What the evaluation prints: tables and a progress bar in a terminal, plain lines anywhere else.</summary>
internal static class EvaluationConsole
{
    private static readonly TimeSpan _lineInterval = TimeSpan.FromSeconds(15);

    private static readonly IAnsiConsole _console = SampleConsole.Create();

    public static void Lines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            _console.WriteLine(line);
        }
    }

    public static void Section(ReportSection section)
    {
        _console.WriteLine();
        _console.WriteLine(section.Title, new Style(decoration: Decoration.Bold));
        _console.WriteLine(section.Before);
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Ascii : TableBorder.Rounded };
        foreach (var column in section.Columns)
        {
            table.AddColumn(new TableColumn(new Text(column)));
        }
        foreach (var row in section.Rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }
        _console.Write(table);
        foreach (var paragraph in section.After)
        {
            _console.WriteLine(paragraph);
        }
    }

    /// <summary>Runs <paramref name="work"/>, which reports how much of <paramref name="total"/> was done since its last report.</summary>
    public static T WithProgress<T>(int total, Func<Action<int>, T> work)
    {
        if (!Console.IsOutputRedirected)
        {
            return _console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
                .Start(context =>
                {
                    var task = context.AddTask("Scoring", autoStart: true, maxValue: total);
                    return work(count => task.Increment(count));
                });
        }
        var (start, last, done) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0);
        return work(count =>
        {
            done += count;
            if (Stopwatch.GetElapsedTime(last) >= _lineInterval || done == total)
            {
                last = Stopwatch.GetTimestamp();
                var elapsed = Stopwatch.GetElapsedTime(start);
                var remaining = elapsed * ((double)(total - done) / done);
                _console.WriteLine(Invariant($@"Scored {done} of {total}, {done / elapsed.TotalSeconds:0.0}/s, {elapsed:hh\:mm\:ss} elapsed, {remaining:hh\:mm\:ss} remaining"));
            }
        });
    }
}
