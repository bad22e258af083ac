using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>Weights that OpenCLIP publishes under an architecture and a tag: what their files alone do not say, and the sizes by which they are known again.</summary>
internal sealed record PretrainedTag
{
    /// <summary>How OpenCLIP calls an architecture that is told to compute QuickGELU. Tags that were trained with it are known under both names.</summary>
    private const string QuickGeluSuffix = "-quickgelu";

    public required string Architecture { get; init; }

    public required string Tag { get; init; }

    public required ModelFamily Family { get; init; }

    public required bool QuickGelu { get; init; }

    public required ImagePreprocessing Preprocessing { get; init; }

    public required int EmbedDim { get; init; }

    /// <summary>timm's name of the image tower; null: CLIP's own, which the numbers below describe.</summary>
    public required string? TimmTower { get; init; }

    /// <summary>The layers of the image tower; four for a ResNet.</summary>
    public required IReadOnlyList<int> VisionLayers { get; init; }

    public required int VisionWidth { get; init; }

    public required int VisionHeadWidth { get; init; }

    public required int PatchSize { get; init; }

    public required int ContextLength { get; init; }

    public required int VocabSize { get; init; }

    public required int TextWidth { get; init; }

    public required int TextHeads { get; init; }

    public required int TextLayers { get; init; }

    public required IReadOnlyList<string> HubIds { get; init; }

    /// <summary>Architecture and tag, as <c>ModelOptions.Pretrained</c> takes them.</summary>
    public string Name => $"{Architecture}/{Tag}";

    /// <summary>The side of the images that the tower reads.</summary>
    public int ImageSize => Preprocessing.CropSize;

    /// <param name="name">Architecture and tag. Capitals and the difference between - and _ in the tag do not matter, as they do not to OpenCLIP.</param>
    public bool IsCalled(string name)
    {
        var slash = name.LastIndexOf('/');
        if (slash < 0)
        {
            return false;
        }
        var (architecture, tag) = (name[..slash], name[(slash + 1)..].Replace('-', '_'));
        return string.Equals(tag, Tag, StringComparison.OrdinalIgnoreCase)
            && (string.Equals(architecture, Architecture, StringComparison.OrdinalIgnoreCase)
                || (QuickGelu && string.Equals(architecture, Architecture + QuickGeluSuffix, StringComparison.OrdinalIgnoreCase)));
    }
}
