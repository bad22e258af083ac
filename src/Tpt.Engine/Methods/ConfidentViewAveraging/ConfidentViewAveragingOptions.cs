using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Methods.ConfidentViewAveraging;

/// <summary>The mean of the confident views' probabilities, without tuning. It shows what tuning itself adds.</summary>
/// <example>
/// <code>
/// // What do the views give by themselves?
/// var options = new TptClassifierOptions { Method = new ConfidentViewAveragingOptions { SelectionFraction = 0.2 } };
/// </code>
/// </example>
public sealed record ConfidentViewAveragingOptions : MethodOptions
{
    /// <summary>
    /// The share of the views that is kept, those of lowest prediction entropy: <c>(int)(views * SelectionFraction)</c>, truncated. In
    /// (0, 1], and large enough to keep one view.
    /// </summary>
    /// <value>The default is 0.1, that of prompt tuning (Shu et al. 2022, section 4.1), so that the two compare.</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double SelectionFraction { get; set; } = 0.1;

    internal override MethodNeeds Needs(int views) => new(views, ConfidenceSelection.Count(views, SelectionFraction), TunesContext: false);

    internal override IAdaptationMethod Create(MethodContext context) => new ConfidentViewAveraging(SelectionFraction);

    internal override void CheckViews(int views, string path) => ConfidenceSelection.Check(views, SelectionFraction, path + nameof(SelectionFraction));
}
