using Tpt.Engine.Validation;

namespace Tpt.Engine.Gates;

/// <summary>
/// The method is run only where the two highest zero-shot scores are less than <see cref="Threshold"/> apart. The centre view is looked at first, and
/// where it decides the other views are not looked at: such an image costs what zero-shot costs, about a 64th of the image tower's work with 64 views.
/// </summary>
/// <remarks>
/// An image that is left has the zero-shot scores, bit for bit. One that is not has the bits that it has without a gate. All views are made in any case. Where the
/// centre view is not to be trusted, as under an attack on it, <see cref="AgreementGateOptions"/> asks the views. With one class the method is never
/// run, and where a score is not a number it is. With <see cref="Approximations.ApproximationOptions.ExactMargin"/> a close call is computed again
/// exactly, its gate with it. Where the method looks at the centre view alone, as ZeroShot does, the gate is not asked.
/// </remarks>
/// <example>
/// <code>
/// // 0.6 to 0.3: left as it is. 0.5 to 0.4: tuned.
/// var options = new TptClassifierOptions { Gate = new MarginGateOptions { Threshold = 0.2 } };
/// </code>
/// </example>
public sealed record MarginGateOptions : GateOptions
{
    /// <summary>The lead from which the zero-shot scores are kept: a difference of two probabilities. 1 tunes every image. In (0, 1].</summary>
    /// <value>
    /// The default is 0.2, measured with the built-in model (the benchmark <c>agreement</c>, <c>changed_margin</c> of <c>zero-shot</c>): prompt tuning changed the
    /// class of 37 of the 558 evaluation pictures, and none led by more than 0.168 before it. Of 734 others it changed 20; one of these led by 0.24.
    /// </value>
    [Within(0, 1, MinIsExclusive = true)]
    public double Threshold { get; set; } = 0.2;

    internal override IGate Create() => new MarginGate(this);

    internal override void CheckViews(int views, string path)
    {
    }
}
