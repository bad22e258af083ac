using TorchSharp;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class CheckpointLoaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Tensor> _weights = TinyModel.Weights(TinyModel.VisionTransformer);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_MissingSurplusAndMisshapenTensors_NamesEveryOne()
    {
        _weights.Remove("visual_projection.weight");
        _weights.Remove("text_model.final_layer_norm.bias");
        _weights["text_model.extra"] = zeros(1);
        _weights["text_projection.weight"] = zeros(24, 64);

        Load().Should().Throw<InvalidDataException>().WithMessage(
            "*Missing (2): text_model.final_layer_norm.bias; visual_projection.weight. Surplus (1): text_model.extra. "
            + "Misshapen (1): text_projection.weight is [24, 64], expected [24, 128].");
    }

    [Fact]
    public void Load_LegacyPositionIds_AreIgnored()
    {
        _weights["text_model.embeddings.position_ids"] = arange(12);
        _weights["vision_model.embeddings.position_ids"] = arange(10);

        Load().Should().NotThrow();
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Load_SixteenBitStorage_IsWidenedExactly(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var stored = _weights.To(dtype);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), stored);
        using var source = SafetensorsFile.Open(_folder.File("model.safetensors"));
        using var network = ClipNetwork.Empty(TinyModel.VisionTransformer, CPU);

        CheckpointLoader.Load(network, source);

        foreach (var (name, parameter) in network.state_dict())
        {
            parameter.dtype.Should().Be(ScalarType.Float32);
            parameter.detach().bytes.SequenceEqual(stored[name].to(ScalarType.Float32).bytes).Should().BeTrue(name);
        }
    }

    private Action Load() => () =>
    {
        SafetensorsWriter.Write(_folder.File("model.safetensors"), _weights);
        using var source = SafetensorsFile.Open(_folder.File("model.safetensors"));
        using var network = ClipNetwork.Empty(TinyModel.VisionTransformer, CPU);
        CheckpointLoader.Load(network, source);
    };
}
