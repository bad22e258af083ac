using Tpt.Engine;

namespace Tpt.Pretraining.Evaluation;

/// <summary>A way to score an image by its views.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Options">The engine's settings, but for the seed.</param>
internal sealed record ScoringMethod(string Name, TptClassifierOptions Options)
{
    public const string ZeroShot = "zero-shot";

    public const string Tuning = "TPT";

    public const string ConfidentViews = "confident views";

    public const string AllViews = "all views";

    /// <summary>Tuning at the paper's settings, and the same views averaged without tuning.</summary>
    public static readonly IReadOnlyList<ScoringMethod> Published =
    [
        new(Tuning, new TptClassifierOptions()),
        new(ConfidentViews, new TptClassifierOptions { Method = TptMethod.ConfidentViewAveraging }),
        new(AllViews, new TptClassifierOptions { Method = TptMethod.ConfidentViewAveraging, SelectionFraction = 1 }),
    ];

    /// <summary>What decides over the views: methods that agree in it share them and their features.</summary>
    public ViewSettings Views => new(Options.Views, Options.CropScaleMin, Options.CropScaleMax);
}
