using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Methods.Zero;

/// <summary>
/// ZERO (Farina et al., NeurIPS 2024): the confident views vote, each for its most probable class, and nothing is tuned. A score is a
/// class's share of the votes, so it is coarse, and no calibrated confidence. With <see cref="PromptOptions.ZeroShotTemplates"/> the views
/// vote by the features of that ensemble, as in the paper's best rows.
/// </summary>
/// <remarks>
/// <para>
/// Classes with equally many votes: the views that were not kept are asked, the most confident first, and the first that votes for one
/// of these classes decides. If none does, the class among them that the next view finds most similar wins. The published code means
/// the same there, but masks the wrong classes. Fewer views than the selection keeps one of, such as 3 at 0.3: the most confident view
/// alone decides.
/// </para>
/// <para>
/// A view votes in part where its two best cosine similarities are within about 1e-5 of each other. Two classes of the same names share
/// votes evenly, but the vote that decides between them goes to the first. A view in which a class has no measurable probability counts
/// as the least confident one, as in the published code.
/// </para>
/// <para>
/// Votes move in steps: where one of k views changes its mind, two scores come nearer to each other by 2 / k. So an
/// <see cref="ApproximationOptions.ExactMargin"/> below 2.5 / k, 0.13 for the 19 of 64 views, counts as that, and every image whose first class
/// leads by two votes or less is scored again exactly. Two votes or fewer leave no image out, and the margin is refused.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var options = new TptClassifierOptions
/// {
///     Method = new ZeroOptions(),
///     Prompt = { ZeroShotTemplates = ["itap of a {0}.", "a photo of the large {0}.", "art of the {0}."] },
/// };
/// </code>
/// </example>
public sealed record ZeroOptions : MethodOptions
{
    /// <summary>Between a lead of two votes, which one view can turn, and one of three.</summary>
    private const double LeadOfTwoVotes = 2.5;

    /// <summary>The share of the views that votes, those of lowest prediction entropy: <c>(int)(views * SelectionFraction)</c>, truncated. In (0, 1].</summary>
    /// <value>The default is 0.3 (the authors' code since October 2024; its first release had 0.1).</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double SelectionFraction { get; set; } = 0.3;

    internal override MethodNeeds Needs(int views) => new(views, Math.Max(1, ConfidenceSelection.Count(views, SelectionFraction)), TunesContext: false);

    internal override IAdaptationMethod Create(MethodContext context) => new Zero(context, SelectionFraction);

    internal override double LeastExactMargin(int views) => LeadOfTwoVotes / Needs(views).SelectedViews;

    internal override void CheckApproximations(ApproximationOptions approximations, int views, string path)
        => OptionCheck.Require(approximations.ExactMargin == 0 || approximations.IsNone || LeastExactMargin(views) < 1, path + nameof(ApproximationOptions.ExactMargin), approximations.ExactMargin,
            Invariant($"0 with the method {Name} and {Needs(views).SelectedViews} of {views} views that vote: a view that changes its mind can turn any label, so that every image would be scored twice. Let at least 3 views vote, by more Views.Count or a larger Method.SelectionFraction"));
}
