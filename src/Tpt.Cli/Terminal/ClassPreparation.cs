using System.Diagnostics;
using static System.FormattableString;

namespace Tpt.Cli.Terminal;

/// <summary>Shows how far the preparation of the classes is, where it takes longer than one waits without a word: many classes, or FlatPrompt.</summary>
/// <param name="report">Where it is shown; null for nowhere.</param>
/// <param name="classes">The number of classes.</param>
internal sealed class ClassPreparation(ProgressReport? report, int classes) : IProgress<double>
{
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(5);

    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <summary>How long nothing is shown.</summary>
    public TimeSpan Silence { get; init; } = _silence;

    public void Report(double value)
    {
        if (_clock.Elapsed < Silence || value <= 0)
        {
            return;
        }
        if (value >= 1)
        {
            report?.Clear();
            return;
        }
        report?.Show(value, Invariant($"preparing {classes} classes: {100 * value:0} %, {ProgressReport.Time(_clock.Elapsed / value * (1 - value))} left"));
    }
}
