using Tpt.Benchmarks.Measuring;

namespace Tpt.Benchmarks.BuiltIn;

/// <summary>The seconds that each stage takes by itself.</summary>
/// <param name="Decode">Image file to pixels.</param>
/// <param name="Views">Pixels to normalised views.</param>
/// <param name="Vision">The image tower over the views, and their zero-shot logits.</param>
/// <param name="Text">Selection, gradient, optimizer step and the class features at the tuned prompt.</param>
internal readonly record struct StageSeconds(double Decode, double Views, double Vision, double Text)
{
    public double Total => Decode + Views + Vision + Text;

    public static StageSeconds operator +(StageSeconds a, StageSeconds b)
        => new(a.Decode + b.Decode, a.Views + b.Views, a.Vision + b.Vision, a.Text + b.Text);

    /// <summary>The median of each stage.</summary>
    public static StageSeconds Median(IReadOnlyCollection<StageSeconds> runs) => new(
        Alternation.Median([.. runs.Select(run => run.Decode)]),
        Alternation.Median([.. runs.Select(run => run.Views)]),
        Alternation.Median([.. runs.Select(run => run.Vision)]),
        Alternation.Median([.. runs.Select(run => run.Text)]));
}
