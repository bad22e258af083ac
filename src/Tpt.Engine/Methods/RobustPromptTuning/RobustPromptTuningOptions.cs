using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Methods.RobustPromptTuning;

/// <summary>
/// R-TPT (Sheng et al., CVPR 2025), made for images that somebody has tampered with: the context vectors take gradient steps that lower
/// the mean of the confident views' own entropies, and all views vote with their tuned logits, each with the more weight the more alike
/// it is to its nearest neighbours. With 0 steps they vote with their zero-shot logits.
/// </summary>
/// <remarks>
/// The published code means to leave a view out of its own neighbours, but does so only where rounding makes its similarity to itself at
/// least 1; here it always is left out. That code needs 20 views; here, where there are no more than <see cref="Neighbours"/> views, all
/// others are a view's neighbours, and a single view votes alone. <see cref="ApproximationOptions.FirstOrderTolerance"/> is refused: it
/// holds the scores of the centre view alone. So are
/// <see cref="ApproximationOptions.PatchDropout"/>: it approximates the views that are only looked through, and here every view votes.
/// </remarks>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Method = new RobustPromptTuningOptions() };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
public sealed record RobustPromptTuningOptions : ContextTuningOptions
{
    private const int MostNeighbours = 4095;
    private const double LowestTemperature = 1e-6;
    private const double HighestTemperature = 100;

    /// <summary>
    /// The share of the views that the steps look at, those of lowest prediction entropy: <c>(int)(views * SelectionFraction)</c>,
    /// truncated as the reference does. In (0, 1], and large enough to keep one view.
    /// </summary>
    /// <value>The default is 0.1, that of prompt tuning.</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double SelectionFraction { get; set; } = 0.1;

    /// <summary>How many of the other views, the most similar ones, say how much a view can be trusted. In [1, 4095].</summary>
    /// <value>The default is 20, as in the reference.</value>
    [Within(1, MostNeighbours, Because = "there are at most 4096 views, and the reference takes 20")]
    public int Neighbours { get; set; } = 20;

    /// <summary>What a view's mean similarity to its neighbours is divided by before a softmax makes weights of it. In [1e-6, 100]: a high one makes all views equal.</summary>
    /// <value>The default is 0.01, as in the reference.</value>
    [Within(LowestTemperature, HighestTemperature, Because = "similarities are in [-1, 1], and the reference takes 0.01")]
    public double EnsembleTemperature { get; set; } = 0.01;

    internal override MethodNeeds Needs(int views) => new(views, ConfidenceSelection.Count(views, SelectionFraction), TunesContext: Steps > 0);

    internal override bool GivesViewLogits => true;

    internal override IAdaptationMethod Create(MethodContext context) => new RobustPromptTuning(context, this);

    internal override void CheckViews(int views, string path) => ConfidenceSelection.Check(views, SelectionFraction, path + nameof(SelectionFraction));

    internal override void CheckApproximations(ApproximationOptions approximations, int views, string path)
    {
        OptionCheck.Require(approximations.PatchDropout == 0, path + nameof(ApproximationOptions.PatchDropout), approximations.PatchDropout,
            $"0 with the method {Name}: every view votes there, by how much it is like others, and views without some of their patches are like each other and unlike whole ones");
        OptionCheck.Require(Steps == 0 || approximations.FirstOrderTolerance == 0, path + nameof(ApproximationOptions.FirstOrderTolerance), approximations.FirstOrderTolerance,
            $"0 with the method {Name}: it holds the error of the centre view's scores alone, and here all views are scored");
    }
}
