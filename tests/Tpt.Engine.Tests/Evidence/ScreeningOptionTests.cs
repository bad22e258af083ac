using Tpt.Engine.Approximations;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Evidence;

/// <summary>The option by which the views are looked through.</summary>
public sealed class ScreeningOptionTests
{
    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Validate_OutOfRange_SaysTheRange(double share)
        => Options(share).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage($"Approximations.PatchDropout is {share}*[0, 1)*");

    [Fact]
    public void Constructor_ResNet_SaysThatItHasNoPatches()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder.File("model.safetensors"), OpenAiLayout.From(TinyModel.Weights(TinyModel.ResNet)).WithScalars());
        using var model = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = folder.File("model.safetensors") });
        var construct = () => new TptClassifier(model, ["a"], Options(0.5));

        construct.Should().Throw<ArgumentException>().WithMessage("Approximations.PatchDropout is 0.5, but the image tower is a ResNet*set it to 0*");
    }

    private static TptClassifierOptions Options(double share) => new() { Approximations = new ApproximationOptions { PatchDropout = share } };
}
