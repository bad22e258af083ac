using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Siglip;

public sealed class SiglipTowerTests
{
    private static readonly SiglipVisionConfig _vision = (SiglipVisionConfig)TinySiglip.Config.Vision;

    [Fact]
    public void Forward_Images_EqualsThePublishedFormulas()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var network = TinySiglip.Network();
        var pixels = randn([3, 3, _vision.ImageSize, _vision.ImageSize], generator: generator);

        var expected = new PlainSiglip(TinySiglip.Weights()).Images(pixels, _vision.NumHiddenLayers, _vision.NumAttentionHeads);
        var actual = network.forward(pixels);

        actual.shape.Should().Equal(3, 96);
        Difference(actual, expected).Should().BeLessThan(1e-5f, "only the order of sums differs");
    }

    [Fact]
    public void Forward_PaddedTexts_EqualsThePublishedFormulas()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var network = TinySiglip.Network();
        var text = TinySiglip.Config.Text;
        var plain = new PlainSiglip(TinySiglip.Weights());
        var ids = arange(3L * text.MaxPositionEmbeddings).view(3, -1) * 7 % text.VocabSize;

        var expected = plain.Texts(plain.Embed(ids), text.NumHiddenLayers, text.NumAttentionHeads);
        var ends = full([3], text.MaxPositionEmbeddings - 1, ScalarType.Int64);
        var actual = network.ProjectText(network.Text.forward(network.Text.Embeddings.forward(ids), ends));

        actual.shape.Should().Equal(3, 96);
        Difference(actual, expected / expected.norm(-1, keepdim: true)).Should().BeLessThan(1e-5f, "only the order of sums differs");
    }

    [Fact]
    public void Forward_PaddedTexts_SeesWhatStandsBehind()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var network = TinySiglip.Network();
        var embedded = randn([1, 16, 64], generator: new Generator(4));
        var other = embedded.clone();
        other[0, 9] *= -1;

        var (one, two) = (network.Text.forward(embedded, tensor(new[] { 3L })), network.Text.forward(other, tensor(new[] { 3L })));

        Difference(one, two).Should().BeGreaterThan(1e-3f, "token 3 attends to token 9");
    }

    [Fact]
    public void Forward_OneImage_DoesNotDependOnItsCompany()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var network = TinySiglip.Network();
        var pixels = randn([2, 3, _vision.ImageSize, _vision.ImageSize], generator: new Generator(5));

        Difference(network.forward(pixels)[1], network.forward(pixels[1..])[0]).Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void StateDict_OfTheNetwork_HasHuggingFacesNames()
    {
        using var scope = NewDisposeScope();
        using var network = ClipNetwork.Empty(TinySiglip.Config, META);

        network.state_dict().Keys.Where(name => !name.Contains(".layers.", StringComparison.Ordinal)).Should().BeEquivalentTo(
        [
            "logit_scale",
            "text_model.embeddings.token_embedding.weight",
            "text_model.embeddings.position_embedding.weight",
            "text_model.final_layer_norm.weight",
            "text_model.final_layer_norm.bias",
            "text_model.head.weight",
            "text_model.head.bias",
            "vision_model.embeddings.patch_embedding.weight",
            "vision_model.embeddings.patch_embedding.bias",
            "vision_model.embeddings.position_embedding.weight",
            "vision_model.post_layernorm.weight",
            "vision_model.post_layernorm.bias",
            "vision_model.head.probe",
            "vision_model.head.attention.in_proj_weight",
            "vision_model.head.attention.in_proj_bias",
            "vision_model.head.attention.out_proj.weight",
            "vision_model.head.attention.out_proj.bias",
            "vision_model.head.layernorm.weight",
            "vision_model.head.layernorm.bias",
            "vision_model.head.mlp.fc1.weight",
            "vision_model.head.mlp.fc1.bias",
            "vision_model.head.mlp.fc2.weight",
            "vision_model.head.mlp.fc2.bias",
        ]);
    }

    [Fact]
    public void Forward_InBFloat16_StaysNearTheFloatTower()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var network = TinyModel.Network(TinySiglip.Config, TinySiglip.Weights(), ScalarType.BFloat16, keepFloat32: true);
        var pixels = randn([2, 3, _vision.ImageSize, _vision.ImageSize], generator: new Generator(6));

        var exact = network.Float32Images!.forward(pixels);
        var actual = network.forward(pixels.to(ScalarType.BFloat16));

        actual.dtype.Should().Be(ScalarType.BFloat16);
        ((actual.to(ScalarType.Float32) - exact).norm() / exact.norm()).item<float>().Should().BeLessThan(0.05f, "8 significant bits, through 3 layers");
    }

    private static float Difference(Tensor actual, Tensor expected) => (actual - expected).abs().max().to(ScalarType.Float32).item<float>();
}
