using Tpt.Engine.Configuration;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>Holds the sizes that <c>open_clip_config.json</c> says against those of the weights.</summary>
internal static class OpenClipFit
{
    /// <param name="path">The path of the configuration.</param>
    /// <param name="openClip">What it says.</param>
    /// <param name="config">The sizes that the weights have.</param>
    /// <param name="weights">What errors call the weights.</param>
    /// <exception cref="InvalidDataException">A key contradicts the weights: the message has key, value and what the weights say.</exception>
    public static void Require(string path, OpenClipConfig openClip, ClipConfig config, string weights)
    {
        foreach (var (key, found) in Sizes(config))
        {
            if (openClip.Sizes.TryGetValue(key, out var said) && said != found)
            {
                throw new InvalidDataException(Invariant($"'{path}': {key} is {said}, but in '{weights}' it is {found}. One of the two files is of another model."));
            }
        }
        if (openClip.HasResNet is { } isResNet && isResNet != config.Vision is ModifiedResNetConfig)
        {
            throw new InvalidDataException($"'{path}': vision_cfg.layers is {(isResNet ? "a list, as of a ResNet" : "one number, as of a vision transformer")}, but in '{weights}' is the other image tower. One of the two files is of another model.");
        }
        if (config.Vision is ModifiedResNetConfig resNet && openClip.ImageSize != resNet.ImageSize)
        {
            throw new InvalidDataException(Invariant($"'{path}': vision_cfg.image_size is {openClip.ImageSize}, but the ResNet in '{weights}' reads {resNet.ImageSize} px, and its positions are not interpolated."));
        }
    }

    private static IEnumerable<(string Key, int Found)> Sizes(ClipConfig config)
    {
        var text = config.Text;
        yield return ("embed_dim", config.ProjectionDim);
        yield return ("text_cfg.vocab_size", text.VocabSize);
        yield return ("text_cfg.context_length", text.MaxPositionEmbeddings);
        yield return ("text_cfg.width", text.HiddenSize);
        yield return ("text_cfg.layers", text.NumHiddenLayers);
        if (config.Vision is ClipVisionConfig vision)
        {
            yield return ("vision_cfg.width", vision.HiddenSize);
            yield return ("vision_cfg.layers", vision.NumHiddenLayers);
            yield return ("vision_cfg.patch_size", vision.PatchSize);
        }
        else if (config.Vision is ModifiedResNetConfig resNet)
        {
            yield return ("vision_cfg.width", resNet.Width);
        }
    }
}
