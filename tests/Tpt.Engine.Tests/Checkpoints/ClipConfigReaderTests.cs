using Tpt.Engine.Configuration;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class ClipConfigReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_EmptySections_AreViTB32()
    {
        var config = Read("""{"text_config": {}, "vision_config": {}}""");

        config.Should().Be(new ClipConfig());
        config.Vision.ImageSize.Should().Be(224);
        ((ClipVisionConfig)config.Vision).PatchCount.Should().Be(49);
    }

    [Theory]
    [InlineData("{", "*is no JSON*")]
    [InlineData("[]", "*not the configuration of a CLIPModel*")]
    [InlineData("""{"text_config": {}}""", "*no text_config and vision_config*")]
    [InlineData("""{"text_config": 1, "vision_config": {}}""", "*no text_config and vision_config*")]
    [InlineData("""{"text_config": {"hidden_size": 0}, "vision_config": {}}""", "*hidden_size is 0; it must be a positive integer*")]
    [InlineData("""{"text_config": {"hidden_size": "512"}, "vision_config": {}}""", "*hidden_size is \"512\"*")]
    [InlineData("""{"text_config": {"num_attention_heads": 7}, "vision_config": {}}""", "*text_config.hidden_size 512 is not a multiple of num_attention_heads 7*")]
    [InlineData("""{"text_config": {}, "vision_config": {"num_attention_heads": 5}}""", "*vision_config.hidden_size 768 is not a multiple*")]
    [InlineData("""{"text_config": {}, "vision_config": {"patch_size": 15}}""", "*image_size 224 is not a multiple of patch_size 15*")]
    [InlineData("""{"text_config": {}, "vision_config": {"num_channels": 4}}""", "*num_channels must be 3*")]
    [InlineData("""{"text_config": {}, "vision_config": {"hidden_act": "relu"}}""", "*hidden_act is 'relu'; supported are*")]
    [InlineData("""{"text_config": {"layer_norm_eps": -1}, "vision_config": {}}""", "*layer_norm_eps is -1; it must be a positive number*")]
    [InlineData("""{"text_config": {}, "vision_config": {"layer_norm_eps": 1e-50}}""", "*layer_norm_eps is 1e-50; it must be a positive number*more than 0 in 32-bit floats*")]
    [InlineData("""{"text_config": {}, "vision_config": {}, "prompt_template": 3}""", "*prompt_template is 3; it must be a text*")]
    public void Read_WhatCannotBe_NamesKeyAndValue(string json, string message)
        => FluentActions.Invoking(() => Read(json)).Should().Throw<InvalidDataException>().WithMessage("*config.json*").WithMessage(message);

    private ClipConfig Read(string json)
    {
        File.WriteAllText(_folder.File("config.json"), json);
        return ClipConfigReader.Read(_folder.File("config.json"));
    }
}
