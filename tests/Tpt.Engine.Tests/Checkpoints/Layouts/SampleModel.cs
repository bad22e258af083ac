using System.Text.Json.Nodes;
using TorchSharp;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>
/// The one model that every layout is a way to write: a small vision transformer, or a ResNet, with seeded weights, all of which 32-bit floats,
/// 16-bit floats and bfloat16 represent, so that storage changes no number. Its preprocessing is CLIP's.
/// </summary>
internal sealed class SampleModel : IDisposable
{
    /// <summary>Neither CLIP's initial value nor the logarithm of 100.</summary>
    private const float LogitScale = 3.90625f;

    /// <summary>The smallest number that a 16-bit float has with all its digits.</summary>
    private const double SmallestHalf = 1.0 / (1 << 14);

    private const string TokenEmbedding = "text_model.embeddings.token_embedding.weight";
    private const string Variance = ".running_var";

    private static readonly float[] _mean = [0.48145466f, 0.4578275f, 0.40821073f];
    private static readonly float[] _std = [0.26862954f, 0.26130258f, 0.27577711f];
    private readonly DisposeScope _scope = NewDisposeScope();

    /// <param name="quickGelu">Whether the activation is QuickGELU rather than GELU.</param>
    /// <param name="extraTokens">Rows of the token embedding behind those of the tokenizer.</param>
    /// <param name="resNet">Whether the image tower is a ResNet.</param>
    public SampleModel(bool quickGelu, int extraTokens = 0, bool resNet = false)
    {
        QuickGelu = quickGelu;
        var activation = quickGelu ? ClipActivation.QuickGelu : ClipActivation.Gelu;
        Config = TinyModel.VisionTransformer with
        {
            Text = TinyModel.VisionTransformer.Text with { VocabSize = SampleTokenizer.Size + extraTokens, MaxPositionEmbeddings = 32, HiddenAct = activation },
            Vision = resNet ? TinyModel.ResNet.Vision : (ClipVisionConfig)TinyModel.VisionTransformer.Vision with { HiddenAct = activation },
        };
        var drawn = TinyModel.Weights(Config with { Text = Config.Text with { VocabSize = SampleTokenizer.Size } });
        // The other weights do not depend on how many rows there are.
        drawn[TokenEmbedding] = cat([drawn[TokenEmbedding], drawn[TokenEmbedding].narrow(0, 0, extraTokens).neg()], 0);
        Weights = drawn.ToDictionary(weight => weight.Key, weight => weight.Key == "logit_scale" ? tensor(LogitScale) : Representable(weight.Value), StringComparer.Ordinal);
    }

    public bool QuickGelu { get; }

    public ClipConfig Config { get; }

    /// <summary>In 32-bit floats, under Hugging Face's names.</summary>
    public IReadOnlyDictionary<string, Tensor> Weights { get; }

    private ClipVisionConfig Vision => (ClipVisionConfig)Config.Vision;

    /// <summary>Under OpenAI's names. Of a ResNet, every normalisation counts the batches that it was trained with, in 64-bit integers.</summary>
    public Dictionary<string, Tensor> OpenAiWeights(ScalarType dtype = ScalarType.Float32)
    {
        var weights = OpenAiLayout.From(Weights).To(dtype);
        foreach (var norm in weights.Keys.Where(name => name.EndsWith(Variance, StringComparison.Ordinal)).ToArray())
        {
            weights[norm.Replace(Variance, ".num_batches_tracked", StringComparison.Ordinal)] = tensor(3L);
        }
        return weights;
    }

    /// <summary>config.json as transformers 4 writes it.</summary>
    public JsonObject HuggingFaceConfig() => new()
    {
        ["architectures"] = new JsonArray("CLIPModel"),
        ["model_type"] = "clip",
        ["projection_dim"] = Config.ProjectionDim,
        ["torch_dtype"] = "float32",
        ["text_config"] = new JsonObject
        {
            ["model_type"] = "clip_text_model",
            ["bos_token_id"] = SampleTokenizer.Size - 2,
            ["eos_token_id"] = SampleTokenizer.Size - 1,
            ["vocab_size"] = Config.Text.VocabSize,
            ["hidden_size"] = Config.Text.HiddenSize,
            ["intermediate_size"] = Config.Text.IntermediateSize,
            ["num_hidden_layers"] = Config.Text.NumHiddenLayers,
            ["num_attention_heads"] = Config.Text.NumAttentionHeads,
            ["max_position_embeddings"] = Config.Text.MaxPositionEmbeddings,
            ["hidden_act"] = QuickGelu ? "quick_gelu" : "gelu",
            ["layer_norm_eps"] = 1e-5,
        },
        ["vision_config"] = new JsonObject
        {
            ["model_type"] = "clip_vision_model",
            ["hidden_size"] = Vision.HiddenSize,
            ["intermediate_size"] = Vision.IntermediateSize,
            ["num_hidden_layers"] = Vision.NumHiddenLayers,
            ["num_attention_heads"] = Vision.NumAttentionHeads,
            ["image_size"] = Vision.ImageSize,
            ["patch_size"] = Vision.PatchSize,
            ["hidden_act"] = QuickGelu ? "quick_gelu" : "gelu",
            ["layer_norm_eps"] = 1e-5,
        },
    };

    /// <summary>preprocessor_config.json as transformers 4 writes it.</summary>
    public JsonObject Preprocessor() => new()
    {
        ["image_processor_type"] = "CLIPImageProcessor",
        ["do_resize"] = true,
        ["size"] = new JsonObject { ["shortest_edge"] = Config.Vision.ImageSize },
        ["resample"] = 3,
        ["do_center_crop"] = true,
        ["crop_size"] = new JsonObject { ["height"] = Config.Vision.ImageSize, ["width"] = Config.Vision.ImageSize },
        ["do_rescale"] = true,
        ["rescale_factor"] = 1 / 255.0,
        ["do_normalize"] = true,
        ["image_mean"] = Channels(_mean),
        ["image_std"] = Channels(_std),
        ["do_convert_rgb"] = true,
    };

    /// <summary>open_clip_config.json as OpenCLIP pushes it.</summary>
    public JsonObject OpenClipConfig() => new()
    {
        ["model_cfg"] = new JsonObject
        {
            ["embed_dim"] = Config.ProjectionDim,
            ["quick_gelu"] = QuickGelu,
            ["vision_cfg"] = OpenClipVision(),
            ["text_cfg"] = new JsonObject
            {
                ["context_length"] = Config.Text.MaxPositionEmbeddings,
                ["vocab_size"] = Config.Text.VocabSize,
                ["width"] = Config.Text.HiddenSize,
                ["heads"] = Config.Text.NumAttentionHeads,
                ["layers"] = Config.Text.NumHiddenLayers,
                ["mlp_ratio"] = (double)Config.Text.IntermediateSize / Config.Text.HiddenSize,
            },
        },
        ["preprocess_cfg"] = new JsonObject { ["mean"] = Channels(_mean), ["std"] = Channels(_std), ["interpolation"] = "bicubic", ["resize_mode"] = "shortest" },
    };

    public void Dispose() => _scope.Dispose();

    private JsonObject OpenClipVision() => Config.Vision is ModifiedResNetConfig resNet
        ? new JsonObject
        {
            ["image_size"] = resNet.ImageSize,
            ["layers"] = new JsonArray([.. resNet.Layers.Select(layers => (JsonNode)JsonValue.Create(layers))]),
            ["width"] = resNet.Width,
            ["patch_size"] = null,
        }
        : new JsonObject
        {
            ["image_size"] = Vision.ImageSize,
            ["layers"] = Vision.NumHiddenLayers,
            ["width"] = Vision.HiddenSize,
            ["patch_size"] = Vision.PatchSize,
            ["mlp_ratio"] = (double)Vision.IntermediateSize / Vision.HiddenSize,
        };

    private static JsonArray Channels(float[] values) => [.. values.Select(value => (JsonNode)JsonValue.Create(value))];

    /// <summary>Bfloat16 has the fewest digits, and 16-bit floats the narrowest range.</summary>
    private static Tensor Representable(Tensor weight)
    {
        var rounded = weight.to(ScalarType.BFloat16).to(ScalarType.Float32);
        return rounded.where(rounded.abs() >= SmallestHalf, zeros_like(rounded));
    }
}
