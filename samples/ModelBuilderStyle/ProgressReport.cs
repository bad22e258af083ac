using Microsoft.ML;
using Spectre.Console;
using static System.FormattableString;

namespace ModelBuilderStyle;

/// <summary>Shows how many images are scored: a bar in a terminal, about ten lines anywhere else.</summary>
/// <param name="console">The console.</param>
/// <param name="total">The number of images.</param>
internal sealed class ProgressReport(IAnsiConsole console, int total) : IProgress<TptProgress>
{
    private const int BarWidth = 28;
    private const int Lines = 10;

    private ProgressTask? _bar;
    private int _lines;

    /// <summary>Called after every batch, on the thread that scores. (<see cref="Progress{T}"/> would come late, and out of order.)</summary>
    public void Report(TptProgress value)
    {
        var text = Invariant($"Scored {value.Rows} of {total}");
        if (_bar is not null)
        {
            _bar.Description = text;
            _bar.Value = value.Rows;
        }
        else if (value.Rows * Lines / total > _lines)
        {
            _lines = (int)(value.Rows * Lines / total);
            console.WriteLine(text);
        }
    }

    /// <summary>Runs <paramref name="work"/>, which reports to this object. The cursor, which a bar hides, is shown again however it ends.</summary>
    public T During<T>(Func<T> work)
    {
        if (!console.Profile.Capabilities.Interactive || Console.IsOutputRedirected || total == 0)
        {
            return work();
        }
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn { Width = BarWidth }, new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                _bar = context.AddTask(Invariant($"Scored 0 of {total}"), autoStart: true, maxValue: total);
                return work();
            });
    }
}
