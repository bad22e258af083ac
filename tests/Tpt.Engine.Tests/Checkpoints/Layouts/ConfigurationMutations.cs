using System.Text.Json.Nodes;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>Configurations that say something else than the control's, about the same weights.</summary>
internal static class ConfigurationMutations
{
    private const string Config = "config.json";

    /// <summary>Keys of OpenCLIP's towers with a value that changes what the same weights compute.</summary>
    private static readonly (string Tower, string Key, JsonNode Value)[] _openClipKeys =
    [
        ("vision_cfg", "pool_type", "avg"),
        ("vision_cfg", "no_ln_pre", true),
        ("vision_cfg", "attentional_pool", true),
        ("vision_cfg", "final_ln_after_pool", true),
        ("vision_cfg", "ls_init_value", 0.1),
        ("vision_cfg", "norm_kwargs", new JsonObject { ["eps"] = 1e-3 }),
        ("vision_cfg", "act_kwargs", new JsonObject { ["approximate"] = "tanh" }),
        ("vision_cfg", "timm_model_name", "eva02_base_patch16_clip_224"),
        ("text_cfg", "no_causal_mask", true),
        ("text_cfg", "pool_type", "last"),
        ("text_cfg", "embed_cls", true),
        ("text_cfg", "hf_model_name", "roberta-base"),
        ("text_cfg", "hf_tokenizer_name", "bert-base-uncased"),
        ("text_cfg", "norm_kwargs", new JsonObject { ["eps"] = 1e-3 }),
        ("text_cfg", "proj_bias", true),
        ("text_cfg", "proj_type", "mlp"),
    ];

    public static IReadOnlyDictionary<string, CheckpointMutation> All { get; } = Create();

    private static Dictionary<string, CheckpointMutation> Create()
    {
        var all = new Dictionary<string, CheckpointMutation>(StringComparer.Ordinal)
        {
            ["text_config_dict has other heads"] = Dictionary("text", tower => tower["num_attention_heads"] = 4),
            ["vision_config_dict has other heads"] = Dictionary("vision", tower => tower["num_attention_heads"] = 6),
            ["vision_config_dict has another epsilon"] = Dictionary("vision", tower => tower["layer_norm_eps"] = 1e-3),
            ["text_config_dict says no activation, so the default"] = Dictionary("text", tower => tower.Remove("hidden_act")) with { QuickGelu = false },
            ["hidden_act is one that is not computed"] = new(Change(config => config["text_config"]!["hidden_act"] = "silu"), "hidden_act", "silu"),
            ["eos_token_id is another token than the tokenizer's end"] = new(Change(config => config["text_config"]!["eos_token_id"] = SampleTokenizer.Size - 2), "eos_token_id", "end token", "end-of-text"),
            ["image_size of open_clip_config.json is not that of the weights"] = new(CheckpointMutation.Change(
                OpenClipLayouts.Plain, OpenClipLayouts.ConfigFile, config => config["model_cfg"]!["vision_cfg"]!["image_size"] = 32), "image_size") { Shows = reading => reading.Config.Vision.ImageSize == 32 },
            ["heads of open_clip_config.json are others"] = new(CheckpointMutation.Change(
                OpenClipLayouts.Plain, OpenClipLayouts.ConfigFile, config => config["model_cfg"]!["text_cfg"]!["heads"] = 4), "heads"),
            ["head_width of open_clip_config.json is another"] = new(CheckpointMutation.Change(
                OpenClipLayouts.Plain, OpenClipLayouts.ConfigFile, config => config["model_cfg"]!["vision_cfg"]!["head_width"] = 96), "head_width"),
        };
        foreach (var (type, name) in new[] { ("metaclip_2", "MetaCLIP 2"), ("siglip", "SigLIP"), ("siglip2", "SigLIP 2"), ("chinese_clip", "Chinese-CLIP"), ("altclip", "AltCLIP"), ("clipseg", "CLIPSeg"), ("align", "ALIGN"), ("blip", "BLIP") })
        {
            all[$"model_type is {type}"] = new(Change(config => config["model_type"] = type), type, name);
        }
        foreach (var (tower, key, value) in _openClipKeys)
        {
            all[$"{tower}.{key} is {value.ToJsonString()}"] = new(CheckpointMutation.Change(
                OpenClipLayouts.Plain, OpenClipLayouts.ConfigFile, config => config["model_cfg"]![tower]![key] = value.DeepClone()), key, value.ToString());
        }
        return all;
    }

    private static Func<SampleModel, string, ModelOptions> Change(Action<JsonObject> change) => CheckpointMutation.Change(HuggingFaceLayouts.Plain, Config, change);

    /// <summary>
    /// A section of the legacy name beside the usual one, which contradicts it. In transformers 4.26 to 4.57 the legacy one wins, and what it
    /// does not say has the default of the library.
    /// </summary>
    private static CheckpointMutation Dictionary(string tower, Action<JsonObject> change)
    {
        var (section, legacy) = ($"{tower}_config", $"{tower}_config_dict");
        return new CheckpointMutation(
            Change(config =>
            {
                var contradiction = config[section]!.DeepClone().AsObject();
                change(contradiction);
                config[legacy] = contradiction;
            }),
            legacy)
        {
            Meaning = Change(config => change(config[section]!.AsObject())),
        };
    }
}
