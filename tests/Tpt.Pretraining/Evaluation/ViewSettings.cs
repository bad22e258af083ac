using Tpt.Engine;

namespace Tpt.Pretraining.Evaluation;

/// <summary>Which views an image has.</summary>
/// <param name="Count">How many, the centre view included.</param>
/// <param name="CropScaleMin">The smallest share of the image's area that a random crop covers.</param>
/// <param name="CropScaleMax">The largest.</param>
internal readonly record struct ViewSettings(int Count, double CropScaleMin, double CropScaleMax)
{
    /// <summary>The centre view alone.</summary>
    public static readonly ViewSettings Centre = new(1, 1, 1);

    /// <summary>Settings that make these views; what becomes of the views they do not say.</summary>
    public TptClassifierOptions ToOptions(int seed)
        => new() { Views = Count, CropScaleMin = CropScaleMin, CropScaleMax = CropScaleMax, SelectionFraction = 1, Seed = seed };
}
