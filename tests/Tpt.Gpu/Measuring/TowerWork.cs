using Tpt.Engine.Configuration;
using Tpt.Engine.Prompts;

namespace Tpt.Gpu.Measuring;

/// <summary>Floating-point operations of the towers from their sizes: two for each factor of a product. Norms and softmaxes are left out.</summary>
internal static class TowerWork
{
    /// <summary>One view through the image tower: 35.1e9 for ViT-B/16.</summary>
    public static double OfView(ClipConfig config)
    {
        var vision = (ClipVisionConfig)config.Vision;
        var patches = Math.Pow(vision.ImageSize / vision.PatchSize, 2);
        var embedding = patches * 3 * vision.PatchSize * vision.PatchSize * vision.HiddenSize;
        return (2 * (embedding + ((double)vision.HiddenSize * config.ProjectionDim))) + OfLayers(vision.NumHiddenLayers, vision.HiddenSize, vision.IntermediateSize, patches + 1, patches + 1);
    }

    /// <summary>
    /// What an image needs of the text tower: back once, and forward once with the tuned prompt, over the tokens behind the context of each prompt. The
    /// weights are frozen, so that going back costs as much as going forward; what is before the step is the same for every image.
    /// </summary>
    public static double OfTuning(ClipConfig config, IReadOnlyList<PromptTokens> prompts, int contextLength)
    {
        var text = config.Text;
        return 2 * prompts.Sum(prompt => OfLayers(text.NumHiddenLayers, text.HiddenSize, text.IntermediateSize, prompt.Ids.Length - 1 - contextLength, prompt.Ids.Length));
    }

    /// <summary>Layers with four projections, two of the MLP, and each token's products with those that it attends to.</summary>
    private static double OfLayers(int layers, double hidden, double intermediate, double tokens, double attended)
        => 2 * layers * tokens * ((4 * hidden * hidden) + (2 * hidden * intermediate) + (2 * attended * hidden));
}
