using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Modules;

/// <summary>
/// On the meta device tensors have shapes but no numbers. libtorch without Python has no convolution, normalisation, lookup
/// or attention for it: what needs one of these is in <see cref="DevicePlacementTests"/>.
/// </summary>
public sealed class MetaDeviceTests
{
    [Fact]
    public void KeysAndValues_Tokens_AreSplitIntoHeads()
    {
        using var scope = NewDisposeScope();
        using var attention = new ClipAttention(128, heads: 2, LayerFactory.Empty(META, ScalarType.Float32));

        var (keys, values) = attention.KeysAndValues(empty(5, 7, 128, device: META));

        Shape(keys).Should().Be("meta [5, 2, 7, 64]");
        Shape(values).Should().Be("meta [5, 2, 7, 64]");
    }

    [Theory]
    [InlineData((int)ClipActivation.QuickGelu)]
    [InlineData((int)ClipActivation.Gelu)]
    [InlineData((int)ClipActivation.GeluTanh)]
    public void Forward_Mlp_KeepsTheShape(int activation)
    {
        using var scope = NewDisposeScope();
        using var mlp = new ClipMlp(128, 320, (ClipActivation)activation, LayerFactory.Empty(META, ScalarType.Float32));

        Shape(mlp.forward(empty(5, 7, 128, device: META))).Should().Be("meta [5, 7, 128]");
    }

    [Fact]
    public void TokenEmbedding_AboveTwoGibibytes_HasItsShape()
    {
        using var scope = NewDisposeScope();
        // MetaCLIP 2 with ViT-H/14: XLM-V's vocabulary.
        var text = new ClipTextConfig { VocabSize = 901_629, HiddenSize = 1024, IntermediateSize = 4096, NumHiddenLayers = 1, NumAttentionHeads = 16 };
        using var network = ClipNetwork.Empty(TinyModel.VisionTransformer with { Text = text }, META);

        var table = network.state_dict()["text_model.embeddings.token_embedding.weight"];

        Shape(table).Should().Be("meta [901629, 1024]");
        (table.numel() * sizeof(float)).Should().BeGreaterThan(int.MaxValue);
    }

    [Fact]
    public void ProjectText_PooledOutputs_GivesOneFeatureAPrompt()
    {
        using var scope = NewDisposeScope();
        using var network = ClipNetwork.Empty(TinyModel.VisionTransformer, META);

        Shape(network.ProjectText(empty(7, 128, device: META))).Should().Be("meta [7, 24]");
    }

    [Fact]
    public void StateDict_ResNet_HasTheNamesAndShapesOfAnOpenAiCheckpoint()
    {
        using var scope = NewDisposeScope();
        var vision = new ModifiedResNetConfig { Layers = [1, 1, 1, 1], Width = 8, ImageSize = 64, NumAttentionHeads = 4 };
        using var network = ClipNetwork.Empty(TinyModel.ResNet with { Vision = vision }, META);

        var shapes = network.state_dict().Where(s => s.Key.StartsWith("visual.", StringComparison.Ordinal))
            .Where(s => !s.Key.Contains("bn", StringComparison.Ordinal) && !s.Key.Contains("downsample.1", StringComparison.Ordinal))
            .Select(s => $"{s.Key} {Shape(s.Value)}");

        shapes.Should().BeEquivalentTo(
        [
            "visual.conv1.weight meta [4, 3, 3, 3]",
            "visual.conv2.weight meta [4, 4, 3, 3]",
            "visual.conv3.weight meta [8, 4, 3, 3]",
            "visual.layer1.0.conv1.weight meta [8, 8, 1, 1]",
            "visual.layer1.0.conv2.weight meta [8, 8, 3, 3]",
            "visual.layer1.0.conv3.weight meta [32, 8, 1, 1]",
            "visual.layer1.0.downsample.0.weight meta [32, 8, 1, 1]",
            "visual.layer2.0.conv1.weight meta [16, 32, 1, 1]",
            "visual.layer2.0.conv2.weight meta [16, 16, 3, 3]",
            "visual.layer2.0.conv3.weight meta [64, 16, 1, 1]",
            "visual.layer2.0.downsample.0.weight meta [64, 32, 1, 1]",
            "visual.layer3.0.conv1.weight meta [32, 64, 1, 1]",
            "visual.layer3.0.conv2.weight meta [32, 32, 3, 3]",
            "visual.layer3.0.conv3.weight meta [128, 32, 1, 1]",
            "visual.layer3.0.downsample.0.weight meta [128, 64, 1, 1]",
            "visual.layer4.0.conv1.weight meta [64, 128, 1, 1]",
            "visual.layer4.0.conv2.weight meta [64, 64, 3, 3]",
            "visual.layer4.0.conv3.weight meta [256, 64, 1, 1]",
            "visual.layer4.0.downsample.0.weight meta [256, 128, 1, 1]",
            "visual.attnpool.positional_embedding meta [5, 256]",
            "visual.attnpool.q_proj.weight meta [256, 256]",
            "visual.attnpool.q_proj.bias meta [256]",
            "visual.attnpool.k_proj.weight meta [256, 256]",
            "visual.attnpool.k_proj.bias meta [256]",
            "visual.attnpool.v_proj.weight meta [256, 256]",
            "visual.attnpool.v_proj.bias meta [256]",
            "visual.attnpool.c_proj.weight meta [24, 256]",
            "visual.attnpool.c_proj.bias meta [24]",
        ]);
    }

    private static string Shape(Tensor tensor) => $"{tensor.device.type.ToString().ToLowerInvariant()} [{string.Join(", ", tensor.shape)}]";
}
