using FluentAssertions;
using Tpt.Pretraining.Training;
using Xunit;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Training;

[Collection(DefaultGeneratorCollection.Name)]
public class ClipVisionTransformerTests
{
    [Fact]
    public void KeepingAllTokensIsTheWholeImageAndKeepingSomeReadsNoOther()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = BuiltInArchitecture.Initialise(TinyTraining.Config, seed: 4);
        var pixels = randn(1, 3, 16, 16);
        var changed = pixels.clone();
        changed.narrow(2, 8, 8).narrow(3, 8, 8).zero_();

        network.Images.EncodePatches(pixels, arange(5).unsqueeze(0)).allclose(network.forward(pixels), atol: 1e-6).Should().BeTrue();
        var kept = tensor(new long[] { 0, 1, 3 }).unsqueeze(0);
        network.Images.EncodePatches(pixels, kept).allclose(network.Images.EncodePatches(changed, kept)).Should().BeTrue("patch 4 is not kept");
        network.Images.EncodePatches(pixels, null).allclose(network.Images.EncodePatches(changed, null)).Should().BeFalse();
    }
}
