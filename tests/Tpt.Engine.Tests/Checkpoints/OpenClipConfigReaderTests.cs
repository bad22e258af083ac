using System.Text.Json.Nodes;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class OpenClipConfigReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_NothingSaid_IsOpenClipsDefaults()
    {
        var config = Read("{}", "{}");

        config.Should().BeEquivalentTo(new OpenClipConfig());
        (config.QuickGelu, config.SaysPreprocessing, config.TextHeads, config.VisionHeadWidth, config.ImageSize).Should().Be((null, false, 8, 64, 224));
    }

    /// <summary>Keys of training, keys at their defaults, and the name of CLIP's tokenizer.</summary>
    [Theory]
    [InlineData("vision_cfg", """{"patch_dropout": 0.5, "output_tokens": true, "attn_pooler_queries": 256, "attn_pooler_heads": 8, "image_seq_len": 49}""")]
    [InlineData("vision_cfg", """{"pool_type": "tok", "attentional_pool": false, "no_ln_pre": false, "final_ln_after_pool": false, "pos_embed_type": "sin_cos_2d", "ls_init_value": null, "act_kwargs": null, "norm_kwargs": {}}""")]
    [InlineData("vision_cfg", """{"input_patchnorm": false, "global_average_pool": false, "block_type": "default", "qk_norm": false, "scale_fc": false, "timm_model_name": null, "timm_pool": "avg", "timm_proj": "linear", "timm_drop": 0.0}""")]
    [InlineData("vision_cfg", """{"act_kwargs": {"approximate": "none"}, "norm_kwargs": {"eps": 1e-5, "elementwise_affine": true}, "image_size": [224, 224]}""")]
    [InlineData("text_cfg", """{"pool_type": "argmax", "no_causal_mask": false, "final_ln_after_pool": false, "embed_cls": false, "pad_id": 0, "proj_type": "linear", "proj_bias": false, "output_tokens": false, "ls_init_value": null}""")]
    [InlineData("text_cfg", """{"hf_tokenizer_name": "openai/clip-vit-large-patch14", "tokenizer_kwargs": {"clean": "whitespace"}, "hf_model_name": null, "hf_proj_type": "mlp", "hf_pooler_type": "mean_pooler"}""")]
    [InlineData("text_cfg", """{"hf_tokenizer_name": "laion/CLIP-ViT-B-32-laion2B-s34B-b79K", "tokenizer_kwargs": {}}""")]
    [InlineData("text_cfg", """{"text_arch": "clip", "variable_text": false, "attention_mode": "causal", "pos_embed": "rope", "mlp_type": "swiglu", "norm_eps": 1e-6, "reg_tokens": 0, "tokenizer_type": "", "tiktoken_name": "cl100k_base", "tokenizer_kwargs": {"clean": "lower"}}""")]
    [InlineData("model_cfg", """{"custom_text": true, "init_logit_scale": 2.3, "init_logit_bias": -10, "nonscalar_logit_scale": true, "multimodal_cfg": null}""")]
    [InlineData("root", """{"version": "2.0"}""")]
    public void Read_KeysThatChangeNothing_ArePassedOver(string section, string keys)
        => ReadWith(section, keys).Should().BeEquivalentTo(new OpenClipConfig(), o => o.Excluding(config => config.NamesTokenizer));

    [Theory]
    [InlineData("vision_cfg", """{"pool_type": "avg"}""", "vision_cfg.pool_type is \"avg\"; only \"tok\"*")]
    [InlineData("vision_cfg", """{"attentional_pool": true}""", "vision_cfg.attentional_pool is true*")]
    [InlineData("vision_cfg", """{"attentional_pool": "parallel"}""", "vision_cfg.attentional_pool is \"parallel\"*")]
    [InlineData("vision_cfg", """{"no_ln_pre": true}""", "vision_cfg.no_ln_pre is true*")]
    [InlineData("vision_cfg", """{"final_ln_after_pool": true}""", "vision_cfg.final_ln_after_pool is true*")]
    [InlineData("vision_cfg", """{"global_average_pool": true}""", "vision_cfg.global_average_pool is true*")]
    [InlineData("vision_cfg", """{"ls_init_value": 0.0001}""", "vision_cfg.ls_init_value is 0.0001; that key is not known here*")]
    [InlineData("vision_cfg", """{"qk_norm": true}""", "vision_cfg.qk_norm is true*")]
    [InlineData("vision_cfg", """{"a_new_key": 1}""", "vision_cfg.a_new_key is 1; that key is not known here*")]
    [InlineData("vision_cfg", """{"image_size": [224, 320]}""", "vision_cfg.image_size is *twice the same*")]
    [InlineData("vision_cfg", """{"image_size": ["a", "b"]}""", "*")]
    [InlineData("vision_cfg", """{"image_size": 4000}""", "vision_cfg.image_size is 4000*at most 2048*")]
    [InlineData("vision_cfg", """{"head_width": 0}""", "vision_cfg.head_width is 0; it must be a positive integer*")]
    [InlineData("vision_cfg", """{"norm_kwargs": {"eps": -1}}""", "norm_kwargs.eps is -1; it must be a positive number*")]
    [InlineData("vision_cfg", """{"norm_kwargs": {"elementwise_affine": false}}""", "norm_kwargs.elementwise_affine is false*")]
    [InlineData("vision_cfg", """{"act_kwargs": {"inplace": true}}""", "act_kwargs.inplace is true*")]
    [InlineData("text_cfg", """{"no_causal_mask": true}""", "text_cfg.no_causal_mask is true*")]
    [InlineData("text_cfg", """{"pool_type": "last"}""", "text_cfg.pool_type is \"last\"*")]
    [InlineData("text_cfg", """{"pool_type": "eos"}""", "text_cfg.pool_type is \"eos\"; it needs an eos_id*")]
    [InlineData("text_cfg", """{"embed_cls": true}""", "text_cfg.embed_cls is true*")]
    [InlineData("text_cfg", """{"proj_type": "none"}""", "text_cfg.proj_type is \"none\"*")]
    [InlineData("text_cfg", """{"proj_bias": true}""", "text_cfg.proj_bias is true*")]
    [InlineData("text_cfg", """{"text_arch": "modern"}""", "text_cfg.text_arch is \"modern\"*")]
    [InlineData("text_cfg", """{"hf_tokenizer_name": "bert-base-uncased"}""", "text_cfg.hf_tokenizer_name is \"bert-base-uncased\"*")]
    [InlineData("text_cfg", """{"hf_tokenizer_name": "google/mt5-base"}""", "text_cfg.hf_tokenizer_name is \"google/mt5-base\"*")]
    [InlineData("text_cfg", """{"hf_tokenizer_name": "timm/ViT-B-16-SigLIP"}""", "text_cfg.hf_tokenizer_name is *SigLIP*")]
    [InlineData("text_cfg", """{"tokenizer_kwargs": {"clean": "canonicalize"}}""", "tokenizer_kwargs.clean is \"canonicalize\"*")]
    [InlineData("text_cfg", """{"tokenizer_kwargs": {"clean": "whitespace"}}""", "tokenizer_kwargs.clean is \"whitespace\"*")]
    [InlineData("text_cfg", """{"tokenizer_kwargs": {"strip_sep_token": true}}""", "tokenizer_kwargs.strip_sep_token is true*")]
    [InlineData("text_cfg", """{"heads": "8"}""", "text_cfg.heads is \"8\"; it must be a positive integer*")]
    [InlineData("model_cfg", """{"quick_gelu": 1}""", "model_cfg.quick_gelu is 1; it must be true or false*")]
    [InlineData("model_cfg", """{"audio_cfg": {}}""", "model_cfg.audio_cfg is {}; that key is not known here*")]
    [InlineData("model_cfg", """{"multimodal_cfg": {"width": 512}}""", " describes a CoCa model*")]
    [InlineData("root", """{"preprocess_cfg": 3}""", "preprocess_cfg is 3; it must be an object*")]
    public void Read_KeyThatChangesTheNumbers_IsRefusedByName(string section, string keys, string message)
        => FluentActions.Invoking(() => ReadWith(section, keys)).Should().Throw<InvalidDataException>().WithMessage($"'*open_clip_config.json'*{message}");

    [Theory]
    [InlineData("""{"resize_mode": "random"}""", "preprocess_cfg.resize_mode is \"random\"*shortest, longest or squash*")]
    [InlineData("""{"interpolation": "random"}""", "preprocess_cfg.interpolation is \"random\"*bicubic or bilinear*")]
    [InlineData("""{"mean": [1]}""", "preprocess_cfg.mean is [1]; it must be 3 finite numbers*")]
    [InlineData("""{"mean": 0}""", "preprocess_cfg.mean is 0; it must be 3 finite numbers*")]
    [InlineData("""{"std": [0.5, 0.5, 0]}""", "preprocess_cfg.std is *above 0*")]
    [InlineData("""{"fill_color": 256}""", "preprocess_cfg.fill_color is 256*0 to 255*")]
    [InlineData("""{"fill_color": [0, 0.5, 0]}""", "preprocess_cfg.fill_color is *0 to 255*")]
    [InlineData("""{"mode": "L"}""", "preprocess_cfg.mode is \"L\"; only RGB*")]
    [InlineData("""{"std": [1e-39, 1, 1]}""", "preprocess_cfg: image_mean is*beyond 1000000, which no model reads*")]
    public void Read_PreprocessingThatCannotBeDone_NamesKeyAndValue(string preprocessing, string message)
        => FluentActions.Invoking(() => ReadWith("root", $$"""{"preprocess_cfg": {{preprocessing}}}""")).Should().Throw<InvalidDataException>().WithMessage($"*{message}");

    [Fact]
    public void Read_Preprocessing_IsOfTheTowersSizeWhateverItsOwn()
    {
        var config = Read("""{"image_size": 336}""", "{}", """{"size": 224, "mode": "RGB", "mean": [0.5, 0.5, 0.5], "std": 0.25, "interpolation": "bilinear", "resize_mode": "squash", "fill_color": 0}""");

        config.SaysPreprocessing.Should().BeTrue();
        config.Preprocessing.Should().Be(new ImagePreprocessing
        {
            ResizeMode = ResizeMode.Squash,
            ResizeEdge = 336,
            CropSize = 336,
            Filter = ResampleFilter.Bilinear,
            Mean = [0.5f, 0.5f, 0.5f],
            Std = [0.25f, 0.25f, 0.25f],
        });
    }

    [Fact]
    public void Read_ArgumentsOfNormAndActivation_AreTaken()
    {
        var config = Read("""{"norm_kwargs": {"eps": 1e-6}, "act_kwargs": {"approximate": "tanh"}}""", """{"norm_kwargs": {"eps": 1e-3}}""");

        (config.VisionNormEps, config.VisionTanh, config.TextNormEps, config.TextTanh).Should().Be((1e-6, true, 1e-3, false));
    }

    [Fact]
    public void Read_MetaClip2s_IsOfThatFamily()
    {
        var config = Read("{}", """{"hf_tokenizer_name": "facebook/xlm-v-base", "pool_type": "eos", "eos_id": 2, "vocab_size": 901629}""");

        (config.Family, config.EndOfTextId).Should().Be((ModelFamily.MetaClip2, 2));
    }

    [Fact]
    public void Read_TimmsImageTower_IsNamedWithWhatToDo()
        => FluentActions.Invoking(() => Read("""{"timm_model_name": "eva02_base_patch16_clip_224", "timm_pool": "token"}""", "{}")).Should().Throw<InvalidDataException>()
            .WithMessage("*timm image tower 'eva02_base_patch16_clip_224'*torch.jit.trace*ModelOptions.ImageTowerPath*");

    [Theory]
    [InlineData("vit_base_patch16_siglip_224", """{"no_causal_mask": true, "pool_type": "last"}""", "*timm image tower 'vit_base_patch16_siglip_224'*google/siglip-base-patch16-224*")]
    [InlineData("vit_base_patch16_224", """{"hf_model_name": "microsoft/BiomedNLP"}""", "*text tower is Hugging Face's 'microsoft/BiomedNLP', beside the timm image tower 'vit_base_patch16_224'*")]
    [InlineData("fastvit_mci2", """{"no_causal_mask": true}""", "*timm image tower 'fastvit_mci2', and a text tower that is not supported either*text_cfg.no_causal_mask is true*")]
    public void Read_TimmsImageTowerAndAnotherTextTower_NamesBoth(string timm, string text, string message)
    {
        foreach (var ignoresImageTower in new[] { false, true })
        {
            FluentActions.Invoking(() => Read($$"""{"timm_model_name": "{{timm}}"}""", text, ignoresImageTower: ignoresImageTower)).Should().Throw<InvalidDataException>()
                .WithMessage(message).Which.Message.Should().NotContain("torch.jit.trace");
        }
    }

    /// <summary>PE-Core's: another tower than the file describes is run, so what it says of that does not matter.</summary>
    [Fact]
    public void Read_ImageTowerThatIsIgnored_KeepsTheImageSizeAndTheTextSide()
    {
        var config = Read("""{"image_size": 336, "timm_model_name": "vit_pe_core_large_patch14_336", "timm_pool": "map", "a_new_key": 1}""",
            """{"context_length": 32, "width": 1024, "heads": 16, "layers": 24}""", """{"resize_mode": "squash", "interpolation": "bilinear"}""", ignoresImageTower: true);

        (config.ImageSize, config.TextHeads, config.Preprocessing.CropSize).Should().Be((336, 16, 336));
        config.Sizes.Keys.Should().BeEquivalentTo("text_cfg.context_length", "text_cfg.width", "text_cfg.layers");
    }

    private OpenClipConfig ReadWith(string section, string keys)
    {
        var root = (JsonObject)JsonNode.Parse("""{"model_cfg": {"vision_cfg": {}, "text_cfg": {}}}""")!;
        var target = section switch { "root" => root, "model_cfg" => root["model_cfg"]!, _ => root["model_cfg"]![section]! };
        foreach (var (key, value) in (JsonObject)JsonNode.Parse(keys)!)
        {
            target[key] = value?.DeepClone();
        }
        return Read(root.ToJsonString(), ignoresImageTower: false);
    }

    private OpenClipConfig Read(string vision, string text, string? preprocessing = null, bool ignoresImageTower = false)
        => Read($$"""{"model_cfg": {"vision_cfg": {{vision}}, "text_cfg": {{text}}}{{(preprocessing is null ? "" : $", \"preprocess_cfg\": {preprocessing}")}}}""", ignoresImageTower);

    private OpenClipConfig Read(string json, bool ignoresImageTower)
    {
        File.WriteAllText(_folder.File("open_clip_config.json"), json);
        return OpenClipConfigReader.Read(_folder.File("open_clip_config.json"), new ModelFileReader(), ignoresImageTower);
    }
}
