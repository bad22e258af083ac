using Tpt.Engine.Imaging;

namespace Tpt.Engine.Configuration;

/// <summary>What <c>open_clip_config.json</c> says beyond what the shapes of the weights do.</summary>
internal sealed record OpenClipConfig
{
    /// <summary>The file's name, beside the weights.</summary>
    public const string FileName = "open_clip_config.json";

    /// <summary>Whether the activation is QuickGELU; GELU is OpenCLIP's default.</summary>
    public bool QuickGelu { get; init; }

    /// <summary>The width of a head of the image tower.</summary>
    public int VisionHeadWidth { get; init; } = 64;

    /// <summary>The text tower's heads; null: width / 64.</summary>
    public int? TextHeads { get; init; }

    /// <summary>The mean of red, green and blue; null: CLIP's.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>The standard deviation of red, green and blue; null: CLIP's.</summary>
    public IReadOnlyList<float>? Std { get; init; }

    /// <summary>The filter of the centre view's resize.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Bicubic;
}
