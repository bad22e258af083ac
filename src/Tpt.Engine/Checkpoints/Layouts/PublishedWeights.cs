using Tpt.Engine.Configuration;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>What is known of a checkpoint because it is one that OpenCLIP publishes.</summary>
/// <param name="Named">The weights that the user says these are. That goes before what the files say.</param>
/// <param name="OfHubId">The weights of the hub id that the folder is of. They answer only what no file says.</param>
internal sealed record PublishedWeights(PretrainedTag? Named, PretrainedTag? OfHubId)
{
    /// <param name="pretrained">Architecture and tag as the user says them, or null.</param>
    /// <param name="hubId">The hub id that the weights came from, or what may be one.</param>
    /// <param name="config">The sizes of the weights.</param>
    /// <param name="weights">What errors call the weights.</param>
    /// <exception cref="ArgumentException">No weights of that name are known.</exception>
    /// <exception cref="InvalidDataException">The weights have other sizes than those of that name.</exception>
    public static PublishedWeights Find(string? pretrained, string hubId, ClipConfig config, string weights)
    {
        if (pretrained is null)
        {
            // The folder of another model may be called like a published one: the sizes are the proof.
            return new PublishedWeights(null, PretrainedTags.OfHubId(hubId).FirstOrDefault(tag => PretrainedFit.FindMisfit(tag, config) is null));
        }
        var named = PretrainedTags.Find(pretrained);
        return PretrainedFit.FindMisfit(named, config) is { } misfit
            ? throw new InvalidDataException($"'{weights}' is not {named.Name}, which ModelOptions.Pretrained says it is. {misfit}.")
            : new PublishedWeights(named, null);
    }
}
