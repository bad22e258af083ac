using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Modules;

public sealed class ModifiedResNetTests
{
    [Fact]
    public void Forward_SeededWeights_EqualsThePlainComputation()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var weights = TinyModel.Weights(TinyModel.ResNet);
        var config = (ModifiedResNetConfig)TinyModel.ResNet.Vision;
        using var network = TinyModel.Network(TinyModel.ResNet, weights);
        var pixels = randn([3, 3, config.ImageSize, config.ImageSize], generator: generator);

        var expected = new PlainResNet(weights, [.. config.Layers], config.NumAttentionHeads).Forward(pixels);
        var actual = network.forward(pixels);

        actual.shape.Should().Equal(3, 24);
        var scale = expected.abs().max().item<float>();
        ((actual - expected).abs().max().item<float>() / scale).Should().BeLessThan(1e-5f, "only the order of sums differs");
    }

    [Fact]
    public void Forward_OneImage_DoesNotDependOnItsCompany()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var network = TinyModel.Network(TinyModel.ResNet, TinyModel.Weights(TinyModel.ResNet));
        using var generator = new Generator(1, CPU);
        var pixels = randn([2, 3, 64, 64], generator: generator);

        var together = network.forward(pixels)[1];
        var alone = network.forward(pixels[1..])[0];

        (together - alone).abs().max().item<float>().Should().BeLessThan(1e-5f * alone.abs().max().item<float>(), "normalisation reads the stored statistics");
    }
}
