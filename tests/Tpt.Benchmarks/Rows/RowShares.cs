using Tpt.Benchmarks.Agreement;
using static System.FormattableString;

namespace Tpt.Benchmarks.Rows;

/// <summary>How many images became what, in one setting.</summary>
/// <param name="Images">All.</param>
/// <param name="Agreed">Those with the class of the published algorithm.</param>
/// <param name="Left">Those that the gate left.</param>
/// <param name="ComputedAgain">Those that were too close to call.</param>
internal sealed record RowShares(int Images, int Agreed, int Left, int ComputedAgain)
{
    public static RowShares Of(AgreementResult result) => new(result.Difference.Images, result.Difference.Agreed, result.Run.Left, result.Run.ComputedAgain);

    /// <summary>How many became this.</summary>
    public int Of(RowKind kind) => kind switch
    {
        RowKind.Left => Left,
        RowKind.ComputedAgain => ComputedAgain,
        _ => Images - Left - ComputedAgain,
    };

    public override string ToString() => Invariant($"top1_agree={Agreed}/{Images} left={Left} computed_again={ComputedAgain}");
}
