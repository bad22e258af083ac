using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>The layout of OpenAI's checkpoints written from the original's model code: the other way round from what is tested.</summary>
internal static class OpenAiLayout
{
    public static Dictionary<string, Tensor> From(IReadOnlyDictionary<string, Tensor> w)
    {
        var result = new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["logit_scale"] = w["logit_scale"],
            ["text_projection"] = w["text_projection.weight"].t(),
            ["positional_embedding"] = w["text_model.embeddings.position_embedding.weight"],
            ["token_embedding.weight"] = w["text_model.embeddings.token_embedding.weight"],
            ["ln_final.weight"] = w["text_model.final_layer_norm.weight"],
            ["ln_final.bias"] = w["text_model.final_layer_norm.bias"],
        };
        AddLayers(result, w, "transformer", "text_model");
        if (w.ContainsKey("visual_projection.weight"))
        {
            result["visual.proj"] = w["visual_projection.weight"].t();
            result["visual.class_embedding"] = w["vision_model.embeddings.class_embedding"];
            result["visual.positional_embedding"] = w["vision_model.embeddings.position_embedding.weight"];
            result["visual.conv1.weight"] = w["vision_model.embeddings.patch_embedding.weight"];
            foreach (var kind in new[] { "weight", "bias" })
            {
                result[$"visual.ln_pre.{kind}"] = w[$"vision_model.pre_layrnorm.{kind}"];
                result[$"visual.ln_post.{kind}"] = w[$"vision_model.post_layernorm.{kind}"];
            }
            AddLayers(result, w, "visual.transformer", "vision_model");
        }
        foreach (var (name, tensor) in w.Where(t => t.Key.StartsWith("visual.", StringComparison.Ordinal)))
        {
            result[name] = tensor;
        }
        return result;
    }

    public static Dictionary<string, Tensor> WithScalars(this Dictionary<string, Tensor> weights)
    {
        weights["input_resolution"] = tensor(24L);
        weights["context_length"] = tensor(12L);
        weights["vocab_size"] = tensor(40L);
        return weights;
    }

    private static void AddLayers(Dictionary<string, Tensor> result, IReadOnlyDictionary<string, Tensor> w, string prefix, string tower)
    {
        for (var i = 0; w.ContainsKey($"{tower}.encoder.layers.{i}.mlp.fc1.weight"); i++)
        {
            var (to, from) = ($"{prefix}.resblocks.{i}", $"{tower}.encoder.layers.{i}");
            foreach (var kind in new[] { "weight", "bias" })
            {
                result[$"{to}.ln_1.{kind}"] = w[$"{from}.layer_norm1.{kind}"];
                result[$"{to}.attn.in_proj_{kind}"] = cat([w[$"{from}.self_attn.q_proj.{kind}"], w[$"{from}.self_attn.k_proj.{kind}"], w[$"{from}.self_attn.v_proj.{kind}"]], 0);
                result[$"{to}.attn.out_proj.{kind}"] = w[$"{from}.self_attn.out_proj.{kind}"];
                result[$"{to}.ln_2.{kind}"] = w[$"{from}.layer_norm2.{kind}"];
                result[$"{to}.mlp.c_fc.{kind}"] = w[$"{from}.mlp.fc1.{kind}"];
                result[$"{to}.mlp.c_proj.{kind}"] = w[$"{from}.mlp.fc2.{kind}"];
            }
        }
    }
}
