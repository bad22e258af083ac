using Tpt.Engine.Imaging;

namespace Tpt.Engine.Views;

/// <summary>What the views of an image follow from, beside its pixels. Views of equal recipes are equal, as far as both have them.</summary>
/// <param name="Preprocessing">How an image becomes the model's input.</param>
/// <param name="Options">The crops, whose number does not matter.</param>
internal sealed record ViewRecipe(ImagePreprocessing Preprocessing, ViewOptions Options)
{
    public static ViewRecipe Of(ImagePreprocessing preprocessing, ViewOptions options) => new(preprocessing, options with { Count = 1, Seed = options.Seed ?? 0 });
}
