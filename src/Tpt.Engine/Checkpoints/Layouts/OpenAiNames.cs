namespace Tpt.Engine.Checkpoints.Layouts;

/// <summary>
/// The names of OpenAI's and OpenCLIP's checkpoints in those of Hugging Face's, as the transformers library converts them.
/// </summary>
internal static class OpenAiNames
{
    private const string TextPrefix = "transformer.resblocks.";
    private const string VisionPrefix = "visual.transformer.resblocks.";

    /// <summary>What OpenAI's checkpoints say besides weights; the shapes say it too.</summary>
    public static readonly IReadOnlySet<string> Scalars = new HashSet<string>(StringComparer.Ordinal) { "input_resolution", "context_length", "vocab_size" };

    private static readonly Dictionary<string, string> _whole = new(StringComparer.Ordinal)
    {
        ["token_embedding.weight"] = "text_model.embeddings.token_embedding.weight",
        ["positional_embedding"] = "text_model.embeddings.position_embedding.weight",
        ["ln_final.weight"] = "text_model.final_layer_norm.weight",
        ["ln_final.bias"] = "text_model.final_layer_norm.bias",
        ["visual.class_embedding"] = "vision_model.embeddings.class_embedding",
        ["visual.conv1.weight"] = "vision_model.embeddings.patch_embedding.weight",
        ["visual.positional_embedding"] = "vision_model.embeddings.position_embedding.weight",
        ["visual.ln_pre.weight"] = "vision_model.pre_layrnorm.weight",
        ["visual.ln_pre.bias"] = "vision_model.pre_layrnorm.bias",
        ["visual.ln_post.weight"] = "vision_model.post_layernorm.weight",
        ["visual.ln_post.bias"] = "vision_model.post_layernorm.bias",
    };

    private static readonly Dictionary<string, string> _transposed = new(StringComparer.Ordinal)
    {
        ["text_projection"] = "text_projection.weight",
        ["visual.proj"] = "visual_projection.weight",
    };

    /// <summary>The names inside a transformer layer, for weight and bias alike.</summary>
    private static readonly Dictionary<string, string> _inLayer = new(StringComparer.Ordinal)
    {
        ["ln_1"] = "layer_norm1",
        ["ln_2"] = "layer_norm2",
        ["attn.out_proj"] = "self_attn.out_proj",
        ["mlp.c_fc"] = "mlp.fc1",
        ["mlp.c_proj"] = "mlp.fc2",
    };

    private static readonly string[] _inProjection = ["q_proj", "k_proj", "v_proj"];

    /// <summary>What a stored tensor is in the Hugging Face layout. A name that has no counterpart there, as a ResNet's, stays.</summary>
    /// <param name="name">The stored tensor's name.</param>
    /// <param name="visionTransformer">Whether <c>visual.*</c> is a vision transformer.</param>
    public static IEnumerable<(string Name, TensorPart Part)> Convert(string name, bool visionTransformer)
    {
        if (name.StartsWith("visual.", StringComparison.Ordinal) && !visionTransformer)
        {
            return [(name, new TensorPart(name))];
        }
        if (_transposed.TryGetValue(name, out var transposed))
        {
            return [(transposed, new TensorPart(name, Transposed: true))];
        }
        if (name.StartsWith(TextPrefix, StringComparison.Ordinal))
        {
            return ConvertLayer(name, name[TextPrefix.Length..], "text_model.encoder.layers.");
        }
        if (name.StartsWith(VisionPrefix, StringComparison.Ordinal))
        {
            return ConvertLayer(name, name[VisionPrefix.Length..], "vision_model.encoder.layers.");
        }
        return [(_whole.GetValueOrDefault(name, name), new TensorPart(name))];
    }

    /// <param name="name">The stored tensor's name.</param>
    /// <param name="inLayers">The name behind the prefix, such as <c>0.attn.in_proj_weight</c>.</param>
    /// <param name="prefix">The prefix in the Hugging Face layout.</param>
    private static IEnumerable<(string Name, TensorPart Part)> ConvertLayer(string name, string inLayers, string prefix)
    {
        var dot = inLayers.IndexOf('.', StringComparison.Ordinal);
        var (layer, inner) = dot < 0 ? (inLayers, "") : (inLayers[..dot], inLayers[(dot + 1)..]);
        if (inner is "attn.in_proj_weight" or "attn.in_proj_bias")
        {
            var kind = inner["attn.in_proj_".Length..];
            return _inProjection.Select((projection, third) => ($"{prefix}{layer}.self_attn.{projection}.{kind}", new TensorPart(name, third)));
        }
        var last = inner.LastIndexOf('.');
        return last > 0 && _inLayer.TryGetValue(inner[..last], out var converted)
            ? [($"{prefix}{layer}.{converted}{inner[last..]}", new TensorPart(name))]
            : [(name, new TensorPart(name))];
    }
}
