using Tpt.Engine.Approximations;
using Tpt.Engine.Gates;

namespace Tpt.Benchmarks.Rows;

/// <summary>One way to set up the engine for a row.</summary>
/// <param name="Name">How the printed line calls it.</param>
/// <param name="Approximations">What is computed less exactly.</param>
internal sealed record RowSetting(string Name, ApproximationOptions Approximations)
{
    /// <summary>What leaves images to zero-shot; null for nothing.</summary>
    public MarginGateOptions? Gate { get; init; }

    /// <summary>The exact one first.</summary>
    public static readonly RowSetting[] All =
    [
        new("exact", ApproximationOptions.None),
        new("margin-gate-2e-1", ApproximationOptions.None) { Gate = new MarginGateOptions { Threshold = 0.2 } },
        new("margin-gate-25e-2", ApproximationOptions.None) { Gate = new MarginGateOptions { Threshold = 0.25 } },
        new("margin-gate-2e-1-pruning-5e-2-exact-margin-1e-1", new() { Precision = TptPrecision.Auto, PruningTolerance = 5e-2, ExactMargin = 0.1 }) { Gate = new MarginGateOptions { Threshold = 0.2 } },
        new("auto", new() { Precision = TptPrecision.Auto }),
        new("pruning-1e-2", new() { Precision = TptPrecision.Auto, PruningTolerance = 1e-2 }),
        new("pruning-5e-2", new() { Precision = TptPrecision.Auto, PruningTolerance = 5e-2 }),
        new("pruning-5e-2-exact-margin-5e-2", new() { Precision = TptPrecision.Auto, PruningTolerance = 5e-2, ExactMargin = 5e-2 }),
        new("pruning-1e-1-exact-margin-5e-2", new() { Precision = TptPrecision.Auto, PruningTolerance = 0.1, ExactMargin = 5e-2 }),
        new("dropout-5e-1-pruning-5e-2-exact-margin-1e-1", new() { Precision = TptPrecision.Auto, PatchDropout = 0.5, PruningTolerance = 5e-2, ExactMargin = 0.1 }),
        new("dropout-5e-1-pruning-5e-2-exact-margin-2e-1", new() { Precision = TptPrecision.Auto, PatchDropout = 0.5, PruningTolerance = 5e-2, ExactMargin = 0.2 }),
        new("dropout-75e-2-pruning-5e-2-exact-margin-2e-1", new() { Precision = TptPrecision.Auto, PatchDropout = 0.75, PruningTolerance = 5e-2, ExactMargin = 0.2 }),
        new("first-order-1e-2", new() { Precision = TptPrecision.Auto, PruningTolerance = 0.2, FirstOrderTolerance = 1e-2 }),
        new("first-order-5e-2", new() { Precision = TptPrecision.Auto, PruningTolerance = 0.2, FirstOrderTolerance = 5e-2 }),
        new("first-order-5e-2-exact-margin-1e-1", new() { Precision = TptPrecision.Auto, PruningTolerance = 0.2, FirstOrderTolerance = 5e-2, ExactMargin = 0.1 }),
    ];

    /// <summary>The settings of these names; all where there is none.</summary>
    public static IReadOnlyList<RowSetting> Of(IReadOnlyCollection<string> names)
        => names.Count == 0 ? All : [.. All.Where(setting => names.Contains(setting.Name))];

    public static RowSetting Of(string name) => All.Single(setting => setting.Name == name);

    /// <summary>This setting where every row is of one kind, whatever its scores are.</summary>
    public RowSetting Of(RowKind kind) => this with
    {
        Gate = Gate is null ? null : new MarginGateOptions { Threshold = kind == RowKind.Left ? double.Epsilon : 1 },
        Approximations = Approximations with { ExactMargin = kind == RowKind.ComputedAgain ? Math.BitDecrement(1.0) : 0 },
    };
}
