using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Modules;

/// <summary>
/// Forwards on the CPU while the default device is another: a tensor that a module makes without saying where would land
/// there, and throw as soon as it meets the others, as it would for a model on a GPU.
/// </summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class DevicePlacementTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Forward_ImageTower_StaysOnItsInputsDevice(bool resNet)
    {
        using var scope = NewDisposeScope();
        var config = resNet ? TinyModel.ResNet : TinyModel.VisionTransformer;
        using var network = TinyModel.Network(config, TinyModel.Weights(config));
        var pixels = rand(2, 3, config.Vision.ImageSize, config.Vision.ImageSize);

        var features = WithDefaultDevice(META, () => network.forward(pixels));

        features.device_type.Should().Be(DeviceType.CPU);
        features.shape.Should().Equal(2, 24);
    }

    [Fact]
    public void Forward_TextTower_StaysOnItsInputsDevice()
    {
        using var scope = NewDisposeScope();
        using var network = TinyModel.Network(TinyModel.VisionTransformer, TinyModel.Weights(TinyModel.VisionTransformer));
        var ids = tensor(new long[] { 1, 5, 9, 39, 0, 1, 7, 39, 0, 0 }).view(2, 5);
        var endOfText = tensor(new long[] { 3, 2 });

        var features = WithDefaultDevice(META, () => network.ProjectText(network.Text.forward(network.Text.Embeddings.forward(ids), endOfText)));

        features.device_type.Should().Be(DeviceType.CPU);
        features.shape.Should().Equal(2, 24);
    }

    [Fact]
    public void EncodeBehind_SharedPrefix_StaysOnItsInputsDevice()
    {
        using var scope = NewDisposeScope();
        using var network = TinyModel.Network(TinyModel.VisionTransformer, TinyModel.Weights(TinyModel.VisionTransformer));
        var (prefix, suffixes) = (rand(1, 5, 128), rand(3 * 4 + 2 * 2, 128));
        var ends = tensor(new long[] { 3, 7, 11, 13, 15 });

        PrefixStates? states = null;
        var pooled = WithDefaultDevice(META, () =>
        {
            states = network.Text.EncodePrefix(prefix);
            SuffixBlock[] blocks = [SuffixBlock.Create(3, 4, 5, ScalarType.Float32, CPU), SuffixBlock.Create(2, 2, 5, ScalarType.Float32, CPU)];
            return network.Text.EncodeBehind(states, suffixes, blocks, ends);
        });

        states!.Tensors.Select(t => string.Join(", ", t.shape)).Should().HaveCount(2 * 2, "each of two layers has keys and values")
            .And.OnlyContain(shape => shape == "1, 2, 5, 64");
        pooled.device_type.Should().Be(DeviceType.CPU);
        pooled.shape.Should().Equal(5, 128);
    }

    private static Tensor WithDefaultDevice(Device device, Func<Tensor> run)
    {
        var before = get_default_device();
        set_default_device(device);
        try
        {
            return run();
        }
        finally
        {
            set_default_device(before);
        }
    }
}
