using Tpt.Engine.Checkpoints.Storage;
using Tpt.Hub.Listing;

namespace Tpt.Hub.Tests;

/// <summary>The download knows weights by the names by which the loader knows them.</summary>
public sealed class WeightFilesTests
{
    [Fact]
    public void Names_UsualOnes_AreTheLoadersInItsOrder()
    {
        WeightFiles.OpenClip.Should().Equal(WeightNames.OpenClip);
        WeightFiles.HuggingFace.Should().Equal(WeightNames.HuggingFace);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("MODEL.SAFETENSORS")]
    [InlineData("clip.pt")]
    [InlineData("clip.pth")]
    [InlineData("model.pth.tar")]
    [InlineData("last.ckpt")]
    [InlineData("pytorch_model.bin")]
    [InlineData("training_args.bin")]
    [InlineData("optimizer.pt")]
    [InlineData("rng_state_0.pth")]
    [InlineData("adapter_model.safetensors")]
    [InlineData("openvino_model.bin")]
    [InlineData("sentencepiece.bpe.model")]
    [InlineData("ggml-model.bin")]
    [InlineData("model.fp16.safetensors")]
    [InlineData("model.safetensors.index.fp16.json")]
    [InlineData("pytorch_model.fp16.bin")]
    [InlineData("open_clip_model.fp16.safetensors")]
    [InlineData("model-00001-of-00002.safetensors")]
    [InlineData("pytorch_model-00001-of-00002.bin")]
    [InlineData("model.onnx")]
    [InlineData("config.json")]
    public void Kinds_AnyName_AreTheLoaders(string name)
    {
        WeightFiles.IsSafetensors(name).Should().Be(WeightNames.IsSafetensors(name));
        WeightFiles.IsPickle(name).Should().Be(WeightNames.IsPickle(name));
        WeightFiles.IsVariant(name).Should().Be(WeightNames.IsVariant(name));
        WeightFiles.IsPart(name).Should().Be(WeightNames.IsPart(name));
    }

    [Theory]
    [InlineData("model.safetensors.index.json", "model-00001-of-00002.safetensors", true)]
    [InlineData("model.safetensors.index.json", "model.fp16-00001-of-00002.safetensors", false)]
    [InlineData("model.safetensors.index.json", "model-00001-of-00002.bin", false)]
    [InlineData("model.safetensors.index.json", "open_clip_model-00001-of-00002.safetensors", false)]
    [InlineData("model.safetensors.index.json", "model.safetensors", false)]
    [InlineData("model.safetensors.index.fp16.json", "model.fp16-00001-of-00002.safetensors", true)]
    [InlineData("model.safetensors.index.fp16.json", "model-00001-of-00002.fp16.safetensors", true)]
    [InlineData("model.safetensors.index.fp16.json", "model-00001-of-00002.safetensors", false)]
    [InlineData("model.fp16.safetensors.index.json", "model.fp16-00001-of-00002.safetensors", true)]
    [InlineData("pytorch_model.bin.index.json", "pytorch_model-00002-of-00002.bin", true)]
    [InlineData("x.index.json", "x-1-of-1", true)]
    [InlineData("(.safetensors.index.json", "(-1-of-1.safetensors", true)]
    public void IsPartOf_Index_KnowsItsParts(string index, string name, bool expected) => WeightFiles.IsPartOf(index, name).Should().Be(expected);
}
