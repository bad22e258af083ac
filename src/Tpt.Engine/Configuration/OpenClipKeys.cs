using System.Collections.Frozen;

namespace Tpt.Engine.Configuration;

/// <summary>
/// The keys of <c>open_clip_config.json</c> that a model of CLIP's kind may have (CLIPVisionCfg and CLIPTextCfg of OpenCLIP, and some of
/// its older versions), each with the values that leave the computation what it is here. Null is OpenCLIP's default everywhere.
/// </summary>
internal static class OpenClipKeys
{
    /// <summary>Any value: it is read, shows in the weights, or matters in training alone.</summary>
    private static readonly string[] _any = [];

    private static readonly string[] _no = ["false"];

    public static FrozenDictionary<string, string[]> Model { get; } = Rules(
    [
        (_any, "embed_dim quick_gelu vision_cfg text_cfg custom_text init_logit_scale init_logit_bias nonscalar_logit_scale output_dict"),
    ]);

    public static FrozenDictionary<string, string[]> Vision { get; } = Rules(
    [
        (_any, "image_size layers width patch_size head_width mlp_ratio patch_dropout output_tokens act_kwargs norm_kwargs"),
        (_any, "attn_pooler_queries attn_pooler_heads n_queries image_seq_len"),
        // Of timm's towers, which have a name.
        (_any, "timm_model_name timm_model_pretrained timm_pool timm_proj timm_proj_bias timm_drop timm_drop_path timm_model_kwargs"),
        (_no, "attentional_pool no_ln_pre final_ln_after_pool global_average_pool input_patchnorm"),
        (_no, "qk_norm scaled_cosine_attn scale_heads scale_attn_inner scale_attn scale_fc"),
        (["\"tok\""], "pool_type"),
        // The table of positions is in the weights either way.
        (["\"learnable\"", "\"sin_cos_2d\""], "pos_embed_type"),
        (["\"default\""], "block_type"),
    ]);

    public static FrozenDictionary<string, string[]> Text { get; } = Rules(
    [
        (_any, "context_length vocab_size width heads layers mlp_ratio output_tokens act_kwargs norm_kwargs hf_tokenizer_name tokenizer_kwargs"),
        // What stands behind the end of a text is not seen by a causal tower.
        (_any, "pad_id bos_id eos_id tiktoken_name"),
        // Of Hugging Face's towers, which have a name.
        (_any, "hf_model_name hf_model_pretrained hf_proj_type hf_pooler_type hf_model_config proj pooler_type"),
        // Of the architecture "modern".
        (_any, "pos_embed rope_temperature mlp_type norm_eps zero_init_residual attention_bias mlp_bias gate_bias"),
        (_no, "variable_text embed_cls no_causal_mask final_ln_after_pool proj_bias use_pad_mask attn_gated pre_norm value_residual"),
        (_no, "qk_norm scaled_cosine_attn scale_heads scale_attn_inner scale_attn scale_fc"),
        (["\"clip\""], "text_arch"),
        (["\"argmax\"", "\"eos\""], "pool_type"),
        (["\"linear\""], "proj_type"),
        (["\"default\""], "block_type"),
        (["\"causal\""], "attention_mode"),
        (["\"layernorm\""], "norm_type"),
        (["\"pre\""], "norm_placement"),
        (["0"], "reg_tokens"),
        (["\"\""], "tokenizer_type"),
    ]);

    /// <summary>Of <c>act_kwargs</c>: those of torch's GELU.</summary>
    public static FrozenDictionary<string, string[]> Activation { get; } = Rules([(["\"none\"", "\"tanh\""], "approximate")]);

    /// <summary>Of <c>norm_kwargs</c>: those of torch's LayerNorm.</summary>
    public static FrozenDictionary<string, string[]> Norm { get; } = Rules([(_any, "eps"), (["true"], "elementwise_affine bias")]);

    /// <summary>Of <c>tokenizer_kwargs</c>.</summary>
    public static FrozenDictionary<string, string[]> Tokenizer { get; } = Rules([(["\"lower\"", "\"whitespace\""], "clean"), (_no, "strip_sep_token")]);

    private static FrozenDictionary<string, string[]> Rules((string[] Values, string Keys)[] rules)
        => rules.SelectMany(rule => rule.Keys.Split(' ').Select(key => (key, rule.Values))).ToFrozenDictionary(rule => rule.key, rule => rule.Values, StringComparer.Ordinal);
}
