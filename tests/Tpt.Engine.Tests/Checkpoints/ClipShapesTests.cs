using TorchSharp;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class ClipShapesTests
{
    public static TheoryData<string> Architectures => ["transformer", "resnet"];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Of_AnArchitecture_AreTheNamesAndShapesOfItsNetwork(string architecture)
    {
        var config = architecture == "resnet" ? TinyModel.ResNet : TinyModel.VisionTransformer;
        using var scope = NewDisposeScope();
        using var network = ClipNetwork.Empty(config, META);
        var expected = network.state_dict().Select(s => $"{s.Key} [{string.Join(", ", s.Value.shape)}]");

        ClipShapes.Of(config).Select(s => $"{s.Key} [{string.Join(", ", s.Value)}]").Should().BeEquivalentTo(expected);
    }

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
}
