using Tpt.Engine.Approximations;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Methods.MeanShift;

/// <summary>
/// MTA (Zanella and Ben Ayed, CVPR 2024, "On the test-time zero-shot generalization of vision-language models"): the image is where the
/// views' features are dense, found by mean shift in which a view counts by its inlierness. No view is left out by a threshold, and nothing
/// is tuned. With <see cref="PromptOptions.ZeroShotTemplates"/> views are compared with the features of that ensemble.
/// </summary>
/// <remarks>
/// <see cref="ApproximationOptions.PatchDropout"/> is refused: it approximates the views that are only looked through, and here every view counts.
/// It is not run until it converges: the published five rounds of at most five steps each are part of the method. Where the published code
/// gives what is not a number, the scores are those of the centre view, as in zero-shot classification: when the centre view is one of
/// so many identical views that they are all its nearest, as in an image of one colour, or when a view's features are no numbers.
/// </remarks>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Method = new MeanShiftOptions { AffinityWeight = 2 } };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
public sealed record MeanShiftOptions : MethodOptions
{
    private const double HighestWeight = 1000;

    /// <summary>
    /// How much a view's inlierness follows that of the views with similar predictions, lambda_q of the paper. 0: the features alone
    /// decide. In [0, 1000].
    /// </summary>
    /// <value>The default is 4 (the authors' code).</value>
    [Within(0, HighestWeight)]
    public double AffinityWeight { get; set; } = 4;

    /// <summary>How evenly inlierness is spread over the views, the weight of its entropy, lambda_y of the paper. In (0, 1000]; far above 1 all views count the same.</summary>
    /// <value>The default is 0.2 (the authors' code).</value>
    [Within(0, HighestWeight, MinIsExclusive = true)]
    public double EntropyWeight { get; set; } = 0.2;

    /// <summary>
    /// The share of the other views whose distances make a view's bandwidth, the nearest: <c>(int)(NeighbourFraction * (views - 1))</c>,
    /// truncated. In (0, 1], and large enough for one view.
    /// </summary>
    /// <value>The default is 0.3 (the authors' code), which takes five views or more.</value>
    [Within(0, 1, MinIsExclusive = true)]
    public double NeighbourFraction { get; set; } = 0.3;

    // All views are whole: every one of them counts.
    internal override MethodNeeds Needs(int views) => new(views, SelectedViews: 0, TunesContext: false);

    internal override IAdaptationMethod Create(MethodContext context) => new MeanShift(context, this);

    internal override void CheckApproximations(ApproximationOptions approximations, int views, string path)
    {
        OptionCheck.Require(approximations.PatchDropout == 0, path + nameof(ApproximationOptions.PatchDropout), approximations.PatchDropout,
            $"0 with the method {Name}: every view counts there, and views without some of their patches are like each other and unlike whole ones");
    }

    internal override void CheckViews(int views, string path)
    {
        if (CountNeighbours(views) == 0)
        {
            var enough = views > 1 ? Invariant($"Use a fraction of at least {Math.Ceiling(1e4 / (views - 1)) / 1e4}, or more views.") : "Use at least 5 views.";
            throw new ArgumentException(
                Invariant($"{path}{nameof(NeighbourFraction)} {NeighbourFraction} of {views} views gives a view no neighbour, (int)({NeighbourFraction} * {views - 1}) = 0, and its bandwidth is their distance. {enough}"),
                path + nameof(NeighbourFraction));
        }
    }

    /// <summary>The views whose distances make the bandwidth.</summary>
    internal int CountNeighbours(int views) => (int)(NeighbourFraction * (views - 1));
}
