using FluentAssertions;
using Tpt.Pretraining.Training;
using Xunit;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Training;

[Collection(DefaultGeneratorCollection.Name)]
public class PatchDropoutTests
{
    [Fact]
    public void Encode_AllTokens_IsTheImageTower()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = BuiltInArchitecture.Initialise(TinyTraining.Config, seed: 4);
        var pixels = randn(2, 3, 16, 16);

        var all = new PatchDropout(network.Images).Encode(pixels, arange(5).unsqueeze(0).expand(2, -1));

        all.allclose(network.forward(pixels), atol: 1e-6).Should().BeTrue();
    }

    [Fact]
    public void Encode_SomeTokens_ReadsNoOtherPatch()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var network = BuiltInArchitecture.Initialise(TinyTraining.Config, seed: 4);
        var patches = new PatchDropout(network.Images);
        var pixels = randn(1, 3, 16, 16);
        var changed = pixels.clone();
        changed.narrow(2, 8, 8).narrow(3, 8, 8).zero_();

        var kept = tensor(new long[] { 0, 1, 3 }).unsqueeze(0);
        patches.Encode(pixels, kept).allclose(patches.Encode(changed, kept)).Should().BeTrue("patch 4 is not kept");
        network.forward(pixels).allclose(network.forward(changed)).Should().BeFalse("the whole tower reads it");
    }
}
