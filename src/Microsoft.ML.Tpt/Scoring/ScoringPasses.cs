using System.Numerics;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Scoring;

/// <summary>
/// The passes over one view that score its rows. Each scores them anew, so a trainer with 20 epochs pays 20 times; the log says so at
/// the second pass and at each doubling.
/// </summary>
/// <remarks>
/// A pass counts where it asks for a row that an earlier pass, which came to its end, has asked for. So the two parts of a
/// split count once each, and so does a pass after a look at the first rows. Any thread.
/// </remarks>
/// <param name="host">Logs.</param>
/// <param name="options">The output columns, for the advice.</param>
internal sealed class ScoringPasses(IHost host, TptOptions options)
{
    /// <summary>So many rows are known again, in some 50 MB; the others count as new in each pass.</summary>
    public const int MostRows = 1_000_000;

    private readonly Lock _lock = new();
    private readonly HashSet<DataViewRowId> _scored = [];
    private int _repeats;
    private (long Rows, TimeSpan Time) _last;

    /// <summary>A cursor's pass, before its first row.</summary>
    public ScoringPass Begin() => new(this);

    public bool WasScored(DataViewRowId row)
    {
        lock (_lock)
        {
            return _scored.Contains(row);
        }
    }

    /// <summary>A pass scores rows that an earlier one has scored.</summary>
    public void Repeat()
    {
        (long Rows, TimeSpan Time) last;
        int pass;
        lock (_lock)
        {
            pass = ++_repeats + 1;
            last = _last;
        }

        if (BitOperations.IsPow2(pass))
        {
            Warn(pass, last.Rows, last.Time);
        }
    }

    /// <summary>A pass has come to its end.</summary>
    /// <param name="newRows">Those of its rows that no earlier pass had.</param>
    /// <param name="rows">The number of all its rows.</param>
    /// <param name="time">How long they took to score.</param>
    public void Finish(IReadOnlyCollection<DataViewRowId> newRows, long rows, TimeSpan time)
    {
        lock (_lock)
        {
            _last = (rows, time);
            _scored.UnionWith(newRows.Take(MostRows - _scored.Count));
        }
    }

    private void Warn(int pass, long rows, TimeSpan time)
    {
        var columns = string.Join(", ", options.OutputColumnNames().Select(name => $"\"{name}\""));
        using var channel = host.Start("Scoring");
        channel.Warning(MessageSensitivity.None, "{0}", Invariant(
            $"Pass {pass} over the same rows: each pass scores them anew, and the last one took {time.TotalSeconds:0.0} s for {rows} rows ({time.TotalSeconds / rows:0.###} s a row). Score them once: mlContext.Data.Cache(scored, {columns}) for a view, AppendCacheCheckpoint(mlContext) behind this stage in a pipeline. The next warning comes at pass {2L * pass}."));
    }
}
