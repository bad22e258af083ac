using Tpt.Engine.Configuration;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>Holds published weights against those of a file, so that nothing is believed of other weights than they are.</summary>
internal static class PretrainedFit
{
    /// <param name="tag">The published weights.</param>
    /// <param name="config">The architecture of the file's weights.</param>
    /// <returns>What tells them apart, as half a sentence; null where they have the same sizes throughout.</returns>
    public static string? FindMisfit(PretrainedTag tag, ClipConfig config)
    {
        var text = config.Text;
        (string What, object Published, object Found)[] sizes =
        [
            ("family", tag.Family, config.Family),
            ("features", tag.EmbedDim, config.ProjectionDim),
            ("tokens", tag.VocabSize, text.VocabSize),
            ("text positions", tag.ContextLength, text.MaxPositionEmbeddings),
            ("text width", tag.TextWidth, text.HiddenSize),
            ("text layers", tag.TextLayers, text.NumHiddenLayers),
            .. config.Vision switch
            {
                ClipVisionConfig vision => Sizes(tag, vision),
                ModifiedResNetConfig resNet => Sizes(tag, resNet),
                // Nothing is known of a tower that is exported.
                ScriptedTowerConfig => [],
                _ => new (string, object, object)[] { ("image tower", "CLIP's", "another") },
            },
        ];
        return sizes.Where(size => !size.Published.Equals(size.Found)).Select(size => Invariant($"{size.What}: {size.Published} there, {size.Found} here")).FirstOrDefault();
    }

    private static (string What, object Published, object Found)[] Sizes(PretrainedTag tag, ClipVisionConfig vision) =>
    [
        ("image tower", tag.TimmTower ?? "CLIP's", "CLIP's"),
        ("image width", tag.VisionWidth, vision.HiddenSize),
        ("image layers", Invariant($"{string.Join(',', tag.VisionLayers)}"), Invariant($"{vision.NumHiddenLayers}")),
        ("patch size", tag.PatchSize, vision.PatchSize),
        ("image size", tag.ImageSize, vision.ImageSize),
    ];

    private static (string What, object Published, object Found)[] Sizes(PretrainedTag tag, ModifiedResNetConfig resNet) =>
    [
        ("image tower", tag.TimmTower ?? "CLIP's", "CLIP's"),
        ("image width", tag.VisionWidth, resNet.Width),
        ("image layers", string.Join(',', tag.VisionLayers), string.Join(',', resNet.Layers)),
        ("image size", tag.ImageSize, resNet.ImageSize),
    ];
}
