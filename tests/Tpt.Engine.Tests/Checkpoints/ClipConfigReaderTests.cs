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
    [InlineData("""{"text_config": {"eos_token_id": 2}, "vision_config": {}}""", null, true)]
    [InlineData("""{"text_config": {"eos_token_id": 49407}, "vision_config": {}}""", 49407, false)]
    [InlineData("""{"text_config": {"eos_token_id": null}, "vision_config": {}}""", null, false)]
    [InlineData("""{"text_config": {}, "vision_config": {}}""", null, false)]
    [InlineData("""{"model_type": "metaclip_2", "text_config": {"eos_token_id": 2}, "vision_config": {}}""", 2, false)]
    public void Read_EndOfText_IsTheTokenOrTheLargestId(string json, int? endOfText, bool readsLargestId)
    {
        var text = Read(json).Text;

        (text.EndOfTextId, text.ReadsLargestId).Should().Be((endOfText, readsLargestId));
    }

    [Theory]
    [InlineData("quick_gelu", (int)ClipActivation.QuickGelu)]
    [InlineData("gelu", (int)ClipActivation.Gelu)]
    [InlineData("gelu_python", (int)ClipActivation.Gelu)]
    [InlineData("gelu_new", (int)ClipActivation.GeluTanh)]
    [InlineData("gelu_pytorch_tanh", (int)ClipActivation.GeluTanh)]
    public void Read_HiddenAct_IsKnownUnderTheNamesOfTheLibrary(string name, int activation)
        => Read($$$"""{"text_config": {"hidden_act": "{{{name}}}"}, "vision_config": {}}""").Text.HiddenAct.Should().Be((ClipActivation)activation);

    /// <summary>In transformers 4.26 to 4.57 it wins whole, with the defaults of what it does not say.</summary>
    [Theory]
    [InlineData("text_config")]
    [InlineData("vision_config")]
    public void Read_ConfigDict_WinsWithItsDefaults(string section)
    {
        var json = $$$"""{"text_config": {}, "vision_config": {}, "{{{section}}}_dict": {"num_attention_heads": 4}}""";
        var contradicted = json.Replace($"\"{section}\": {{}}", $$"""
            "{{section}}": {"num_attention_heads": 16, "hidden_act": "gelu", "layer_norm_eps": 1e-3, "intermediate_size": 7}
            """, StringComparison.Ordinal);
        var absent = json.Replace($"\"{section}\": {{}}", $"\"{section}\": null", StringComparison.Ordinal);

        var config = Read(json);

        (section == "text_config" ? config.Text.NumAttentionHeads : ((ClipVisionConfig)config.Vision).NumAttentionHeads).Should().Be(4);
        Read(contradicted).Should().Be(config);
        Read(absent).Should().Be(config);
    }

    [Fact]
    public void Read_ConfigDictThatIsNull_LeavesTheSection()
        => Read("""{"text_config": {"hidden_size": 256}, "vision_config": {}, "text_config_dict": null, "vision_config_dict": null}""").Text.HiddenSize.Should().Be(256);

    [Fact]
    public void Read_MetaClip2_HasClipsTowersInAFamilyOfItsOwn()
        => Read("""{"model_type": "metaclip_2", "text_config": {}, "vision_config": {}, "dtype": "float16"}""").Should().Be(new ClipConfig { Family = ModelFamily.MetaClip2 });

    [Fact]
    public void Read_Siglip_TakesSiglipsDefaults()
    {
        var config = Read("""{"model_type": "siglip", "text_config": {}, "vision_config": {}, "prompt_template": "this is {0}"}""");

        config.Should().Be(new ClipConfig
        {
            Family = ModelFamily.Siglip,
            Text = new ClipTextConfig
            {
                VocabSize = 32000,
                HiddenSize = 768,
                IntermediateSize = 3072,
                NumHiddenLayers = 12,
                NumAttentionHeads = 12,
                MaxPositionEmbeddings = 64,
                LayerNormEps = 1e-6,
                HiddenAct = ClipActivation.GeluTanh,
                Reading = TextReading.Padded,
                HasHead = true,
            },
            Vision = new SiglipVisionConfig { HiddenSize = 768, ImageSize = 224, PatchSize = 16, LayerNormEps = 1e-6, HiddenAct = ClipActivation.GeluTanh },
            ProjectionDim = 768,
            PromptTemplate = "this is {0}",
        });
    }

    [Fact]
    public void Read_SiglipWithAProjection_HasItsWidth()
        => Read("""{"model_type": "siglip", "text_config": {"hidden_size": 1152, "num_attention_heads": 16, "projection_size": 1536}, "vision_config": {"hidden_size": 1536, "num_attention_heads": 16, "patch_size": [14, 14]}}""")
            .ProjectionDim.Should().Be(1536);

    /// <summary>DFN's ViT-H-14-378 says 384 px: its 27 x 27 patches cover 378 of them.</summary>
    [Fact]
    public void Read_ImageThatIsNoMultipleOfAPatch_IsCutIntoWholePatches()
        => ((ClipVisionConfig)Read("""{"text_config": {}, "vision_config": {"image_size": 384, "patch_size": 14}}""").Vision).PatchCount.Should().Be(27 * 27);

    [Fact]
    public void Read_ImageTowerOfItsOwn_KeepsTheImageSize()
    {
        File.WriteAllText(_folder.File("config.json"), """{"text_config": {}, "vision_config": {"image_size": 336}}""");

        ClipConfigReader.Read(_folder.File("config.json"), imageTowerPath: "tower.pt").Vision.Should().Be(new ScriptedTowerConfig { Path = "tower.pt", ImageSize = 336 });
    }

    [Theory]
    [InlineData("siglip2", "*model_type is 'siglip2'*SigLIP 2 in its NaFlex form*google/siglip2-base-patch16-224*")]
    [InlineData("chinese_clip", "*model_type is 'chinese_clip'*Chinese-CLIP, whose text tower is BERT*")]
    [InlineData("clip_vision_model", "*image tower alone; the text tower is missing*")]
    [InlineData("clip_text_model", "*text tower alone; the image tower is missing*")]
    [InlineData("altclip", "*AltCLIP*")]
    [InlineData("blip", "*BLIP*Supported are 'clip', 'metaclip_2' and 'siglip'*")]
    [InlineData("bert", "*model_type is 'bert', which is not supported*")]
    public void Read_ModelOfAnotherType_IsNamed(string type, string message)
        => FluentActions.Invoking(() => Read($$$"""{"model_type": "{{{type}}}", "text_config": {}, "vision_config": {}}""")).Should().Throw<InvalidDataException>().WithMessage(message);

    [Theory]
    [InlineData("""{"architecture": "vit_base_patch16_clip_224", "num_classes": 512}""", "*is timm's: 'vit_base_patch16_clip_224' is an image tower alone*open_clip_config.json*")]
    [InlineData("""{"model_type": 3, "text_config": {}, "vision_config": {}}""", "*model_type is 3; it must be a text*")]
    [InlineData("""{"text_config": {}, "vision_config": {}, "quantization_config": {"quant_method": "bitsandbytes"}}""", "*quantization_config is {*quantised weights are not read*")]
    [InlineData("""{"model_type": "siglip", "text_config": {}, "vision_config": {"vision_use_head": false}}""", "*vision_config.vision_use_head is false*pooling head*")]
    [InlineData("""{"model_type": "siglip", "text_config": {}, "vision_config": {"hidden_size": 1152}}""", "*text features of a SigLIP have 768 numbers (text_config.projection_size), and image features 1152*")]
    [InlineData("""{"text_config": {}, "vision_config": {"patch_size": [16, 14]}}""", "*vision_config.patch_size is [16, 14]*or twice the same*")]
    [InlineData("""{"text_config": {"eos_token_id": -1}, "vision_config": {}}""", "*text_config.eos_token_id is -1; it must be an integer of 0 to*")]
    [InlineData("""{"text_config": {}, "vision_config": {}, "vision_config_dict": 3}""", "*no text_config and vision_config*")]
    [InlineData("{", "*is no JSON*")]
    [InlineData("[]", "*not the configuration of a CLIPModel*")]
    [InlineData("""{"text_config": {}}""", "*no text_config and vision_config*")]
    [InlineData("""{"text_config": 1, "vision_config": {}}""", "*no text_config and vision_config*")]
    [InlineData("""{"text_config": {"hidden_size": 0}, "vision_config": {}}""", "*hidden_size is 0; it must be a positive integer*")]
    [InlineData("""{"text_config": {"hidden_size": "512"}, "vision_config": {}}""", "*hidden_size is \"512\"*")]
    [InlineData("""{"text_config": {"num_attention_heads": 7}, "vision_config": {}}""", "*text_config.hidden_size 512 is not a multiple of num_attention_heads 7*")]
    [InlineData("""{"text_config": {}, "vision_config": {"num_attention_heads": 5}}""", "*vision_config.hidden_size 768 is not a multiple*")]
    [InlineData("""{"text_config": {}, "vision_config": {"patch_size": 225}}""", "*vision_config.patch_size 225 is more than image_size 224*")]
    [InlineData("""{"text_config": {}, "vision_config": {"num_channels": 4}}""", "*vision_config.num_channels is 4; it must be 3*")]
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
