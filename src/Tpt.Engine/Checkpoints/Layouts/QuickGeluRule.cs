using Tpt.Engine.Configuration;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>Whether weights with OpenAI's names are computed with QuickGELU. Their dtype says nothing: others store theirs in 16 bits too.</summary>
internal static class QuickGeluRule
{
    /// <param name="published">What is known of the weights because they are published.</param>
    /// <param name="isOpenAi">Whether they are OpenAI's, which are always computed so.</param>
    /// <param name="openClip">OpenCLIP's configuration, or null.</param>
    /// <param name="configFile">What errors call that.</param>
    /// <returns>Null where nothing says it.</returns>
    /// <exception cref="InvalidDataException">The configuration contradicts OpenAI's weights, or it leaves it to OpenCLIP's default, and the weights of that hub id were trained with the other one.</exception>
    public static bool? Choose(PublishedWeights published, bool isOpenAi, OpenClipConfig? openClip, string configFile)
    {
        if (published.Named is { } named)
        {
            return named.QuickGelu;
        }
        if (isOpenAi)
        {
            return openClip?.QuickGelu != false ? true : throw new InvalidDataException(
                $"'{configFile}' says that quick_gelu is false, but the weights have OpenAI's input_resolution, context_length and vocab_size, and OpenAI's are computed with QuickGELU. One of the two is of another model: set ModelOptions.QuickGelu to what is meant.");
        }
        var ofHubId = published.OfHubId;
        if (openClip is null)
        {
            return ofHubId?.QuickGelu;
        }
        // An absent key means GELU to OpenCLIP.
        return openClip.QuickGelu is null && ofHubId is { QuickGelu: true }
            ? throw new InvalidDataException($"'{configFile}' has no quick_gelu, which means GELU, but {ofHubId.Name}, whose folder this is, was trained with QuickGELU: set ModelOptions.Pretrained to '{ofHubId.Name}', or ModelOptions.QuickGelu.")
            : openClip.QuickGelu ?? false;
    }
}
