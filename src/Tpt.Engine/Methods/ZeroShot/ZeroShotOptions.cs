using Tpt.Engine.Approximations;
using Tpt.Engine.Prompts;

namespace Tpt.Engine.Methods.ZeroShot;

/// <summary>Plain zero-shot classification (Radford et al. 2021): the centre view alone is looked at, and nothing is adapted.</summary>
/// <example>
/// <code>
/// // A 64th of the image tower's work.
/// using var classifier = new TptClassifier(clip, ["cat", "dog"], new TptClassifierOptions { Method = new ZeroShotOptions() });
/// </code>
/// </example>
public sealed record ZeroShotOptions : MethodOptions
{
    internal override MethodNeeds Needs(int views) => MethodNeeds.CentreView;

    internal override IAdaptationMethod Create(MethodContext context) => new ZeroShot();
}
