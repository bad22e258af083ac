using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Configuration;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>The architecture that published weights have, as far as shapes show it.</summary>
internal static class PublishedSizes
{
    public static ClipConfig Of(PretrainedTag tag) => new()
    {
        Family = tag.Family,
        ProjectionDim = tag.EmbedDim,
        Text = new ClipTextConfig
        {
            VocabSize = tag.VocabSize,
            HiddenSize = tag.TextWidth,
            IntermediateSize = 4 * tag.TextWidth,
            NumHiddenLayers = tag.TextLayers,
            MaxPositionEmbeddings = tag.ContextLength,
        },
        Vision = tag switch
        {
            { TimmTower: not null } => new ScriptedTowerConfig { Path = "tower.pt", ImageSize = tag.ImageSize },
            { VisionLayers.Count: 4 } => new ModifiedResNetConfig { Layers = tag.VisionLayers, Width = tag.VisionWidth, ImageSize = tag.ImageSize },
            _ => new ClipVisionConfig
            {
                HiddenSize = tag.VisionWidth,
                IntermediateSize = 4 * tag.VisionWidth,
                NumHiddenLayers = tag.VisionLayers[0],
                PatchSize = tag.PatchSize,
                ImageSize = tag.ImageSize,
            },
        },
    };
}
