using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;
using Tpt.Parity.Fixtures;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>All that shows of a loaded model: what it was read as, and what it makes of a picture and some texts.</summary>
/// <param name="Config">The architecture, without what a layout can leave unsaid: the token that the text tower is read at, which the tokenizer says too.</param>
/// <param name="Preprocessing">The preprocessing.</param>
/// <param name="TokenIds">The tokens of all texts.</param>
/// <param name="Pixels">The picture as the image tower reads it.</param>
/// <param name="Features">Of the picture, then of the texts.</param>
/// <param name="Logits">Of the picture.</param>
internal sealed record ModelReading(ClipConfig Config, ImagePreprocessing Preprocessing, double[] TokenIds, double[] Pixels, double[] Features, double[] Logits)
{
    private const int PictureWidth = 40;
    private const int PictureHeight = 30;

    /// <summary>What else a layout may change besides the words: a token of the mutations, digits, signs, letters beyond ASCII, capitals.</summary>
    private static readonly string[] _texts = ["a photo of a cat.", "Two DOGS & a frisbee!", "caf\u00e9, 42 pieces", "a photo of a <my-cat>."];

    private static readonly ImagePixels _picture = Picture();

    /// <summary>Loads a checkpoint as a user does.</summary>
    public static ModelReading Of(ModelOptions options)
    {
        using var scope = NewDisposeScope();
        using var model = ClipModel.Load(options with { GpuDeviceId = -1 });
        var numbers = FixtureLoader.Compute(model, _picture, _texts);
        return new ModelReading(
            model.Config with { Text = model.Config.Text with { EndOfTextId = null, ReadsLargestId = false } },
            model.Preprocessing,
            ToArray(numbers.TokenIds),
            ToArray(numbers.Pixels),
            [.. ToArray(numbers.ImageFeatures), .. ToArray(numbers.TextFeatures)],
            ToArray(numbers.Logits));
    }

    /// <summary>Whether nothing shows a difference.</summary>
    public bool IsSameAs(ModelReading other)
        => TokenIds.SequenceEqual(other.TokenIds) && Pixels.SequenceEqual(other.Pixels) && Features.SequenceEqual(other.Features) && Logits.SequenceEqual(other.Logits);

    private static double[] ToArray(Tensor tensor) => tensor.to(ScalarType.Float64).contiguous().data<double>().ToArray();

    private static ImagePixels Picture()
    {
        var pixels = new byte[PictureWidth * PictureHeight * 3];
        new Random(3).NextBytes(pixels);
        return ImagePixels.FromRgb(pixels, PictureWidth, PictureHeight);
    }
}
