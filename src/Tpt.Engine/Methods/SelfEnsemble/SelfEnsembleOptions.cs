using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;
using Tpt.Engine.Views;

namespace Tpt.Engine.Methods.SelfEnsemble;

/// <summary>
/// SE, the self-ensemble of USE's authors (ICML 2026, arXiv 2607.03900): the probabilities of the centre view and of the most confident
/// augmented views, mixed. The more of the augmented views are less certain than the centre view, the more it counts: from 0.4 to 0.6.
/// Nothing is tuned. With <see cref="PromptOptions.ZeroShotTemplates"/> views are compared with the features of that ensemble.
/// </summary>
/// <example>
/// <code>
/// var options = new TptClassifierOptions { Method = new SelfEnsembleOptions { SelectedViews = 12 } };
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], options);
/// </code>
/// </example>
public sealed record SelfEnsembleOptions : MethodOptions
{
    /// <summary>How many augmented views are mixed in, those of lowest prediction entropy; all where there are fewer. In [1, 4096].</summary>
    /// <value>The default is 6 whatever the number of views (the authors' code).</value>
    [Within(1, ViewOptions.Most)]
    public int SelectedViews { get; set; } = 6;

    /// <summary>
    /// How much the centre view's weight follows its rank: with r, the share of the augmented views that are less certain than it, and
    /// d = r - 0.5, its weight is <c>0.5 + sign(d) * d² * RankInfluence</c>. 0: it always counts half. In [0, 2]: at 2 its weight goes from 0 to 1.
    /// </summary>
    /// <value>The default is 0.4 (the authors' code).</value>
    [Within(0, 2)]
    public double RankInfluence { get; set; } = 0.4;

    internal override MethodNeeds Needs(int views) => new(views, Math.Min(SelectedViews, views - 1), TunesContext: false);

    internal override IAdaptationMethod Create(MethodContext context) => new SelfEnsemble(context, this);

    internal override void CheckViews(int views, string path)
    {
        if (views < 2)
        {
            throw new ArgumentException($"{path}{nameof(SelectedViews)} of 1 view selects no view: the centre view is mixed with augmented views, and there is none. Use at least 2 views.", path + nameof(SelectedViews));
        }
    }
}
