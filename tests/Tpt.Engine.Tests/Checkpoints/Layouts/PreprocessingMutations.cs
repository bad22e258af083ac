using System.Text.Json.Nodes;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>Another preprocessing than CLIP's, in every file that can say it.</summary>
internal static class PreprocessingMutations
{
    private const string Preprocessor = "preprocessor_config.json";

    public static IReadOnlyDictionary<string, CheckpointMutation> All { get; } = Create();

    private static Dictionary<string, CheckpointMutation> Create()
    {
        var all = new Dictionary<string, CheckpointMutation>(StringComparer.Ordinal);
        foreach (var (name, change, words) in new (string, Action<JsonObject>, string[])[]
        {
            ("another mean", json => json["image_mean"] = Halves(), ["image_mean"]),
            ("another std", json => json["image_std"] = Halves(), ["image_std"]),
            ("bilinear", json => json["resample"] = 2, ["resample"]),
            ("Lanczos", json => json["resample"] = 1, ["resample"]),
            ("no normalisation", json => json["do_normalize"] = false, ["do_normalize"]),
            ("no rescaling", json => json["do_rescale"] = false, ["do_rescale"]),
            ("another factor", json => json["rescale_factor"] = 1 / 127.5, ["rescale_factor"]),
            ("a larger resize", json => json["size"] = new JsonObject { ["shortest_edge"] = 32 }, ["size"]),
            ("a fixed height and width", Squash, ["size"]),
            ("another crop", json => json["crop_size"] = 32, ["crop"]),
        })
        {
            all[$"{Preprocessor}: {name}"] = new(CheckpointMutation.Change(HuggingFaceLayouts.Plain, Preprocessor, change), words);
            all[$"processor_config.json: {name}"] = new(Nested(change), words);
        }
        foreach (var (key, value) in new (string, JsonNode)[]
        {
            ("mean", Halves()), ("std", Halves()), ("interpolation", "bilinear"), ("resize_mode", "squash"), ("resize_mode", "longest"), ("fill_color", 128), ("interpolation", "random"), ("resize_mode", "other"),
        })
        {
            // A colour shows only where something is filled.
            all[$"preprocess_cfg.{key} is {value.ToJsonString()}"] = new(CheckpointMutation.Change(OpenClipLayouts.Plain, OpenClipLayouts.ConfigFile, config =>
            {
                config["preprocess_cfg"]![key] = value.DeepClone();
                if (key == "fill_color")
                {
                    config["preprocess_cfg"]!["resize_mode"] = "longest";
                }
            }), key, "longest");
        }
        return all;
    }

    /// <summary>As image processors of models that squash write it.</summary>
    private static void Squash(JsonObject json)
    {
        json["size"] = json["crop_size"]!.DeepClone();
        json["do_center_crop"] = false;
    }

    private static Func<SampleModel, string, ModelOptions> Nested(Action<JsonObject> change) => (model, folder) =>
    {
        var options = HuggingFaceLayouts.Plain(model, folder);
        var processor = model.Preprocessor();
        change(processor);
        File.Delete(Path.Combine(folder, Preprocessor));
        SampleFiles.WriteJson(folder, "processor_config.json", new JsonObject { ["image_processor"] = processor, ["processor_class"] = "CLIPProcessor" });
        return options;
    };

    private static JsonArray Halves() => [0.5, 0.5, 0.5];
}
