using System.Diagnostics;
using Tpt.Cli.Terminal;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation;

/// <summary>Shows how the scoring comes on: a bar in a terminal, about ten lines anywhere else. It goes to the error output.</summary>
/// <param name="messages">Whether anything is said.</param>
/// <param name="bar">The bar; null where the output is no terminal.</param>
internal sealed class RunProgress(Messages messages, ProgressReport? bar) : IRunProgress
{
    private const int Lines = 10;

    /// <summary>One line more comes early: how long it will take is what is asked first.</summary>
    private static readonly TimeSpan _firstEstimate = TimeSpan.FromSeconds(30);

    private readonly Stopwatch _clock = new();
    private int _total;
    private int _earlier;
    private int _done;
    private bool _hasEstimate;

    public static RunProgress Of(Messages messages) => new(messages, Console.IsErrorRedirected ? null : ProgressReport.Of(messages));

    public void Begin(int total, int done)
    {
        (_total, _earlier, _done, _hasEstimate) = (total, done, done, false);
        _clock.Restart();
        if (done > 0)
        {
            messages.Say(Invariant($"{done} of {total} pictures were scored before and are not scored again."));
        }
    }

    public void Scored()
    {
        _done++;
        if (bar is not null)
        {
            bar.Show((double)_done / _total, Line());
            return;
        }
        var isTenth = (long)_done * Lines / _total != (long)(_done - 1) * Lines / _total;
        var isEstimate = !_hasEstimate && _clock.Elapsed >= _firstEstimate;
        if (isTenth || isEstimate)
        {
            _hasEstimate = true;
            messages.Say(Line());
        }
    }

    public void End() => bar?.Clear();

    private string Line()
    {
        var here = _done - _earlier;
        var left = _clock.Elapsed / here * (_total - _done);
        var rate = here / Math.Max(_clock.Elapsed.TotalSeconds, 1e-3);
        var speed = rate >= 1 ? Invariant($"{rate:0.0} a second") : Invariant($"{1 / rate:0.0} s each");
        return Invariant($"{_done} of {_total} pictures, {speed}, {ProgressReport.Time(left)} left");
    }
}
