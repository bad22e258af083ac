using Tpt.Engine.Approximations;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Methods.SelfEnsembleTuning;

/// <summary>
/// USE (arXiv 2607.03900): the centre view's prediction is mixed with those of the most confident other views, the context vectors take
/// gradient steps towards that mixture, and the same mixture of the tuned predictions is the result. Where those views all agree with the
/// centre view, nothing is tuned and the mixture is the result as it stands; that saves the way through the text tower. With 0 steps it is that for every image.
/// </summary>
/// <remarks>
/// It compares the centre view with others, so there must be at least 2 views. <see cref="ApproximationOptions.FirstOrderTolerance"/> is
/// refused: it holds the scores of the centre view alone.
/// </remarks>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Method = new SelfEnsembleTuningOptions() };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
public sealed record SelfEnsembleTuningOptions : ContextTuningOptions
{
    /// <summary>
    /// The share of the views other than the centre view that is mixed with it, those of lowest prediction entropy:
    /// <c>(int)((views - 1) * SelectionFraction)</c>, truncated as the reference does, and at least 1. In (0, 1].
    /// </summary>
    /// <value>The default is 0.1, as in the reference: 6 of 63.</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double SelectionFraction { get; set; } = 0.1;

    internal override MethodNeeds Needs(int views) => new(views, CentreMixture.Count(views, SelectionFraction), TunesContext: Steps > 0);

    internal override bool GivesViewLogits => true;

    internal override IAdaptationMethod Create(MethodContext context) => new SelfEnsembleTuning(context, this);

    internal override void CheckViews(int views, string path)
    {
        if (views < 2)
        {
            throw OptionCheck.Unfit(path + nameof(Name), $"{path}{nameof(Name)} is {Name}, which compares the centre view with others, and 1 view has none. Use at least 2 views (Views.Count), or the method ZeroShot.");
        }
    }

    internal override void CheckApproximations(ApproximationOptions approximations, int views, string path)
        => OptionCheck.Require(Steps == 0 || approximations.FirstOrderTolerance == 0, path + nameof(ApproximationOptions.FirstOrderTolerance), approximations.FirstOrderTolerance,
            $"0 with the method {Name}: it holds the error of the centre view's scores alone, and here other views are scored too");
}
