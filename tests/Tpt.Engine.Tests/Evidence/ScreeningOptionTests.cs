using Tpt.Engine.Approximations;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Evidence;

/// <summary>What is true of each option by which the views are looked through.</summary>
public sealed class ScreeningOptionTests
{
    [Theory]
    [InlineData(nameof(ApproximationOptions.PatchDropout), -0.1)]
    [InlineData(nameof(ApproximationOptions.PatchDropout), 1)]
    [InlineData(nameof(ApproximationOptions.PatchDropout), double.NaN)]
    [InlineData(nameof(ApproximationOptions.TokenMerging), -0.1)]
    [InlineData(nameof(ApproximationOptions.TokenMerging), 1)]
    [InlineData(nameof(ApproximationOptions.TokenMerging), double.NaN)]
    public void Validate_OutOfRange_SaysTheRange(string option, double share)
        => Options(option, share).Invoking(options => options.Validate()).Should().Throw<ArgumentException>().WithMessage($"Approximations.{option} is {share}*[0, 1)*");

    [Theory]
    [InlineData(nameof(ApproximationOptions.PatchDropout))]
    [InlineData(nameof(ApproximationOptions.TokenMerging))]
    public void Constructor_ResNet_SaysThatItHasNoPatches(string option)
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder.File("model.safetensors"), OpenAiLayout.From(TinyModel.Weights(TinyModel.ResNet)).WithScalars());
        using var model = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = folder.File("model.safetensors") });
        var construct = () => new TptClassifier(model, ["a"], Options(option, 0.5));

        construct.Should().Throw<ArgumentException>().WithMessage($"Approximations.{option} is 0.5, but the image tower is a ResNet*set it to 0*");
    }

    private static TptClassifierOptions Options(string option, double share)
    {
        var options = new TptClassifierOptions();
        typeof(ApproximationOptions).GetProperty(option)!.SetValue(options.Approximations, share);
        return options;
    }
}
