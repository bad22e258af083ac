using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>The errors of weights that do not say what must be known. A guess would give other numbers without a word.</summary>
internal static class CheckpointQuestions
{
    private const string Named = "ModelOptions.Pretrained to what OpenCLIP calls the weights, such as 'ViT-L-14/laion2b_s32b_b82k'";

    /// <param name="weights">What errors call the weights.</param>
    /// <param name="saysPreprocessing">Whether the preprocessing is known.</param>
    public static InvalidDataException Activation(string weights, bool saysPreprocessing) => new(
        $"'{weights}' does not say whether its activation is QuickGELU, as in OpenAI's weights, or GELU, as in most of OpenCLIP's: put {OpenClipConfig.FileName} beside it, set {Named}, or set ModelOptions.QuickGelu."
        + (saysPreprocessing ? "" : $" Nor does it say the preprocessing (mean and std), which the first two do, or a {PreprocessorConfig.FileName} beside it."));

    /// <param name="weights">What errors call the weights.</param>
    public static InvalidDataException Preprocessing(string weights) => new(
        $"'{weights}' does not say how images are preprocessed, and weights with such names differ in it (mean and std, resize): put {PreprocessorConfig.FileName} or {OpenClipConfig.FileName} beside it, or set {Named}.");

    /// <param name="weights">What errors call the weights.</param>
    public static InvalidDataException TextTower(string weights) => new(
        $"'{weights}' does not say whether its text tower reads in one direction, as CLIP's does: put {OpenClipConfig.FileName} beside it, or set {Named}.");
}
