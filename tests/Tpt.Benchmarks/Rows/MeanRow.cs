using Tpt.Benchmarks.Measuring;
using Tpt.Engine.Views;
using static System.FormattableString;

namespace Tpt.Benchmarks.Rows;

/// <summary>The mean image in one setting: every kind of row by its share.</summary>
internal sealed class MeanRow
{
    private readonly RowSetting _setting;
    private readonly RowShares _shares;
    private readonly Dictionary<RowKind, (RowEngine Engine, double[] Seconds)> _kinds;

    /// <param name="model">The model in the setting's precision.</param>
    /// <param name="texts">The classes.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="shares">How many images become what.</param>
    /// <param name="repetitions">How many timed runs there will be.</param>
    public MeanRow(RowModel model, RowTexts texts, RowSetting setting, RowShares shares, int repetitions)
    {
        (_setting, _shares) = (setting, shares);
        _kinds = Enum.GetValues<RowKind>().Where(kind => shares.Of(kind) > 0)
            .ToDictionary(kind => kind, kind => (new RowEngine(model, texts, setting.Of(kind)), new double[repetitions]));
    }

    public double MeanSeconds => _kinds.Sum(kind => _shares.Of(kind.Key) * Alternation.Median(kind.Value.Seconds)) / _shares.Images;

    /// <summary>One run of each kind that is not timed.</summary>
    public void Prepare(ViewBatch views)
    {
        foreach (var (kind, (engine, _)) in _kinds)
        {
            Run(engine, kind, views);
        }
    }

    /// <summary>One run of each kind that is.</summary>
    public void Time(ViewBatch views, int repetition)
    {
        foreach (var (kind, (engine, seconds)) in _kinds)
        {
            seconds[repetition] = Alternation.Time(() => Run(engine, kind, views));
        }
    }

    public override string ToString() => string.Join(' ',
    [
        $"setting={_setting.Name} {_shares}",
        .. _kinds.Select(kind => Invariant($"{kind.Key}_s={Alternation.Median(kind.Value.Seconds):0.00}")),
        Invariant($"mean_s={MeanSeconds:0.00}"),
    ]);

    private static void Run(RowEngine engine, RowKind kind, ViewBatch views)
    {
        var result = engine.Run(views);
        if (result.IsAdapted != (kind != RowKind.Left) || result.IsComputedAgain != (kind == RowKind.ComputedAgain))
        {
            throw new InvalidOperationException($"The row was to be {kind}, and was not.");
        }
    }
}
