using System.Diagnostics;
using static System.FormattableString;

namespace Tpt.Cli.Terminal;

/// <summary>
/// How far a long work is, on the error output: one line with a bar that is written over in a terminal, a new line now and then anywhere
/// else. The cursor is never hidden, so nothing is left to mend where the process is killed.
/// </summary>
/// <param name="isTerminal">Whether the line can be written over.</param>
/// <param name="output">The error output.</param>
/// <param name="width">The width of the terminal.</param>
internal sealed class ProgressReport(bool isTerminal, TextWriter output, int width)
{
    private const int BarWidth = 20;

    private static readonly TimeSpan _redrawn = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan _newLine = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _sinceShown = new();
    private int _shown;

    public static ProgressReport? Of(Messages messages) => messages.IsQuiet ? null
        : Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb" ? new ProgressReport(false, Console.Error, int.MaxValue)
        : new ProgressReport(true, Console.Error, Console.WindowWidth);

    /// <summary>Shows how far it is, where that was not shown a moment ago.</summary>
    /// <param name="share">In [0, 1].</param>
    /// <param name="text">In words.</param>
    public void Show(double share, string text)
    {
        if (_sinceShown.IsRunning && _sinceShown.Elapsed < (isTerminal ? _redrawn : _newLine))
        {
            return;
        }
        _sinceShown.Restart();
        if (isTerminal)
        {
            Draw(CellText.CutEnd($"{Bar(share)} {text}", width - 1));
        }
        else
        {
            output.WriteLine(text);
        }
    }

    /// <summary>Takes the bar away, so that a line can be written in its place.</summary>
    public void Clear()
    {
        if (isTerminal && _shown > 0)
        {
            Draw("");
            output.Write('\r');
        }
    }

    /// <summary>A time in at most eight characters: <c>42 s</c>, <c>3:07</c>, <c>2:03:07</c>.</summary>
    public static string Time(TimeSpan time)
        => time.TotalSeconds < 60 ? Invariant($"{time.TotalSeconds:0} s")
        : time.TotalHours < 1 ? Invariant($"{time.Minutes}:{time.Seconds:00}")
        : Invariant($"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");

    private void Draw(string text)
    {
        var cells = CellText.Width(text);
        output.Write($"\r{text}{new string(' ', Math.Max(0, _shown - cells))}");
        _shown = cells;
    }

    private static string Bar(double share)
    {
        var full = (int)Math.Clamp(share * BarWidth, 0, BarWidth);
        return $"[{new string('#', full)}{new string('.', BarWidth - full)}]";
    }
}
