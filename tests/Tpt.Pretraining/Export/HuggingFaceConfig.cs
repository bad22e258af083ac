using Tpt.Engine;
using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;

namespace Tpt.Pretraining.Export;

/// <summary>What Hugging Face's config.json and preprocessor_config.json say of a model.</summary>
internal static class HuggingFaceConfig
{
    private const double InitializerRange = 0.02;
    private const double InitializerFactor = 1;

    /// <summary>Pillow's number for the bicubic filter.</summary>
    private const int Bicubic = 3;

    /// <summary>The logarithm of 1/0.07, where CLIP starts from (Radford et al. 2021, section 2.5).</summary>
    private const double LogitScaleInit = 2.6592;

    /// <summary>config.json.</summary>
    /// <exception cref="ArgumentException">The image tower is not a vision transformer: Hugging Face has no other.</exception>
    public static Dictionary<string, object?> Model(ClipConfig config, int startOfText, int endOfText)
    {
        var vision = config.Vision as ClipVisionConfig
            ?? throw new ArgumentException($"The image tower is a {config.Vision.GetType().Name}; a Hugging Face CLIPModel has a vision transformer.", nameof(config));
        return new()
        {
            ["architectures"] = new[] { "CLIPModel" },
            ["model_type"] = "clip",
            ["prompt_template"] = config.PromptTemplate,
            ["projection_dim"] = config.ProjectionDim,
            ["initializer_factor"] = InitializerFactor,
            ["logit_scale_init_value"] = LogitScaleInit,
            ["torch_dtype"] = "float16",
            ["text_config"] = new Dictionary<string, object>(Tower(config.ProjectionDim, config.Text.HiddenAct, config.Text.LayerNormEps))
            {
                ["model_type"] = "clip_text_model",
                ["vocab_size"] = config.Text.VocabSize,
                ["hidden_size"] = config.Text.HiddenSize,
                ["intermediate_size"] = config.Text.IntermediateSize,
                ["num_hidden_layers"] = config.Text.NumHiddenLayers,
                ["num_attention_heads"] = config.Text.NumAttentionHeads,
                ["max_position_embeddings"] = config.Text.MaxPositionEmbeddings,
                ["bos_token_id"] = startOfText,
                ["eos_token_id"] = endOfText,
                ["pad_token_id"] = endOfText,
            },
            ["vision_config"] = new Dictionary<string, object>(Tower(config.ProjectionDim, vision.HiddenAct, vision.LayerNormEps))
            {
                ["model_type"] = "clip_vision_model",
                ["hidden_size"] = vision.HiddenSize,
                ["intermediate_size"] = vision.IntermediateSize,
                ["num_hidden_layers"] = vision.NumHiddenLayers,
                ["num_attention_heads"] = vision.NumAttentionHeads,
                ["num_channels"] = 3,
                ["image_size"] = vision.ImageSize,
                ["patch_size"] = vision.PatchSize,
            },
        };
    }

    /// <summary>preprocessor_config.json: CLIP's own, shorter side to the tower's size, centre crop.</summary>
    public static Dictionary<string, object> Preprocessor(int imageSize)
    {
        var clip = new ImagePreprocessing();
        return new()
        {
            ["crop_size"] = new { height = imageSize, width = imageSize },
            ["do_center_crop"] = true,
            ["do_convert_rgb"] = true,
            ["do_normalize"] = true,
            ["do_rescale"] = true,
            ["do_resize"] = true,
            ["feature_extractor_type"] = "CLIPFeatureExtractor",
            ["image_processor_type"] = "CLIPImageProcessor",
            ["image_mean"] = clip.Mean,
            ["image_std"] = clip.Std,
            ["resample"] = Bicubic,
            ["rescale_factor"] = clip.RescaleFactor,
            ["size"] = new { shortest_edge = imageSize },
        };
    }

    private static Dictionary<string, object> Tower(int projectionDim, ClipActivation activation, double layerNormEps)
        => new()
        {
            ["attention_dropout"] = 0.0,
            ["dropout"] = 0.0,
            ["hidden_act"] = activation == ClipActivation.QuickGelu ? "quick_gelu" : "gelu",
            ["initializer_factor"] = InitializerFactor,
            ["initializer_range"] = InitializerRange,
            ["layer_norm_eps"] = layerNormEps,
            ["projection_dim"] = projectionDim,
        };
}
