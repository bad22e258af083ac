using TorchSharp;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Siglip;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class ClipShapesTests
{
    public static TheoryData<string> Architectures => ["transformer", "resnet", "siglip"];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Of_AnArchitecture_AreTheNamesAndShapesOfItsNetwork(string architecture)
    {
        var config = architecture switch
        {
            "resnet" => TinyModel.ResNet,
            "siglip" => TinySiglip.Config,
            _ => TinyModel.VisionTransformer,
        };
        using var scope = NewDisposeScope();
        using var network = ClipNetwork.Empty(config, META);
        var expected = network.state_dict().Select(s => $"{s.Key} [{string.Join(", ", s.Value.shape)}]");

        ClipShapes.Of(config).Select(s => $"{s.Key} [{string.Join(", ", s.Value)}]").Should().BeEquivalentTo(expected);
    }

    /// <summary>The parameters that the hub counts in the published safetensors, logit_bias among them, which the network has not.</summary>
    [Theory]
    [InlineData(768, 3072, 12, 12, 224, 16, 203_155_970)]
    [InlineData(1152, 4304, 27, 16, 384, 14, 877_960_498)]
    public void Of_PublishedSiglip_HasAsManyParametersAsItsFile(int hidden, int intermediate, int layers, int heads, int imageSize, int patchSize, long published)
    {
        var config = TinySiglip.Config with
        {
            ProjectionDim = hidden,
            Text = TinySiglip.Config.Text with
            {
                VocabSize = 32_000, HiddenSize = hidden, IntermediateSize = intermediate, NumHiddenLayers = layers, NumAttentionHeads = heads, MaxPositionEmbeddings = 64,
            },
            Vision = new SiglipVisionConfig { HiddenSize = hidden, IntermediateSize = intermediate, NumHiddenLayers = layers, NumAttentionHeads = heads, ImageSize = imageSize, PatchSize = patchSize },
        };

        var shapes = ClipShapes.Of(config);

        shapes.Values.Sum(Count).Should().Be(published - 1);
        shapes["vision_model.embeddings.position_embedding.weight"].Should().Equal(imageSize / patchSize * (imageSize / patchSize), hidden);
        shapes["text_model.head.weight"].Should().Equal(hidden, hidden);
    }

    [Fact]
    public void Of_MetaClip2_HasItsVocabulary()
    {
        var config = new ClipConfig
        {
            Family = ModelFamily.MetaClip2,
            ProjectionDim = 1024,
            Text = new ClipTextConfig { VocabSize = 901_629, HiddenSize = 1024, IntermediateSize = 4096, NumHiddenLayers = 24, NumAttentionHeads = 16, EndOfTextId = 2 },
            Vision = new ClipVisionConfig { HiddenSize = 1280, IntermediateSize = 5120, NumHiddenLayers = 32, NumAttentionHeads = 16, ImageSize = 224, PatchSize = 14 },
        };

        var shapes = ClipShapes.Of(config);

        shapes["text_model.embeddings.token_embedding.weight"].Should().Equal(901_629, 1024);
        (Count(shapes["text_model.embeddings.token_embedding.weight"]) * sizeof(float)).Should().BeGreaterThan(int.MaxValue);
        shapes["text_projection.weight"].Should().Equal(1024, 1024);
        shapes["visual_projection.weight"].Should().Equal(1024, 1280);
    }

    [Fact]
    public void Of_AScriptedTower_AreThoseOfTheTextTower()
        => ClipShapes.Of(TinyModel.VisionTransformer with { Vision = new ScriptedTowerConfig { Path = "tower.pt" } }).Keys
            .Should().BeEquivalentTo(ClipShapes.Of(TinyModel.VisionTransformer).Keys.Where(name => !name.StartsWith("vis", StringComparison.Ordinal)));

    [Fact]
    public void Of_SizesBeyond32Bits_AreExact()
    {
        var largest = new ClipConfig
        {
            Text = new ClipTextConfig { VocabSize = ClipLimits.MaxSize, HiddenSize = ClipLimits.MaxSize },
            Vision = new ClipVisionConfig { ImageSize = ClipLimits.MaxImageSize, PatchSize = 1, HiddenSize = 1 },
        };

        var shapes = ClipShapes.Of(largest);

        shapes["text_model.embeddings.token_embedding.weight"].Should().Equal(ClipLimits.MaxSize, ClipLimits.MaxSize);
        shapes["vision_model.embeddings.position_embedding.weight"].Should().Equal(((long)ClipLimits.MaxImageSize * ClipLimits.MaxImageSize) + 1, 1);
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (count, size) => count * size);
}
