using Tpt.Engine.Configuration;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>
/// The attention heads of a checkpoint with OpenAI's names, which its shapes do not show. By the configuration or the published weights
/// where these are known; else by the tower's width, which tells the width of a head in all model_configs of OpenCLIP that have CLIP's towers.
/// </summary>
internal static class HeadCounts
{
    /// <summary>OpenAI's own rule, for every tower.</summary>
    private const int UsualHeadWidth = 64;

    /// <summary>ViT-H, ViT-g, ViT-bigG and ViT-e.</summary>
    private static readonly Dictionary<int, int> _imageHeadWidths = new() { [1280] = 80, [1408] = 88, [1664] = 104, [1792] = 112 };

    /// <summary>ViTamin-XL's text tower.</summary>
    private static readonly Dictionary<int, int> _textHeadWidths = new() { [1152] = 72 };

    /// <param name="config">The architecture, without heads.</param>
    /// <param name="tag">The published weights that these are said to be, or null.</param>
    /// <param name="openClip">OpenCLIP's configuration, or null.</param>
    /// <param name="isOpenAi">Whether the weights are OpenAI's.</param>
    /// <param name="weights">What errors call the weights.</param>
    /// <exception cref="InvalidDataException">A width does not divide into the heads, or into heads of the usual width.</exception>
    public static ClipConfig Add(ClipConfig config, PretrainedTag? tag, OpenClipConfig? openClip, bool isOpenAi, string weights)
    {
        var width = config.Text.HiddenSize;
        var textHeads = tag?.TextHeads ?? openClip?.TextHeads ?? Divide("text", width, isOpenAi ? UsualHeadWidth : _textHeadWidths.GetValueOrDefault(width, UsualHeadWidth), weights);
        return config with
        {
            Text = config.Text with { NumAttentionHeads = Require("text", width, textHeads, weights) },
            Vision = config.Vision switch
            {
                ClipVisionConfig vision => vision with { NumAttentionHeads = ImageHeads(vision.HiddenSize) },
                ModifiedResNetConfig resNet => resNet with { NumAttentionHeads = ImageHeads(resNet.FeatureSize) },
                var other => other,
            },
        };

        int ImageHeads(int imageWidth)
        {
            // A ResNet's heads are those of the attention pooling, of 64 numbers each.
            var usual = isOpenAi || config.Vision is ModifiedResNetConfig ? UsualHeadWidth : _imageHeadWidths.GetValueOrDefault(imageWidth, UsualHeadWidth);
            return (tag?.VisionHeadWidth ?? openClip?.VisionHeadWidth) is { } headWidth
                ? Require("image", imageWidth, imageWidth / headWidth, weights)
                : Divide("image", imageWidth, usual, weights);
        }
    }

    private static int Divide(string tower, int width, int headWidth, string weights) => width % headWidth == 0
        ? width / headWidth
        : throw new InvalidDataException(Invariant($"'{weights}' does not show how many heads its {tower} tower of width {width} has: it does not divide into heads of {headWidth}. Put the model's {OpenClipConfig.FileName} beside it."));

    private static int Require(string tower, int width, int heads, string weights) => heads > 0 && width % heads == 0
        ? heads
        : throw new InvalidDataException(Invariant($"'{weights}': the {tower} tower's width of {width} does not divide into {heads} heads."));
}
