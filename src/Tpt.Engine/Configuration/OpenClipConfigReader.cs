using System.Text.Json;
using Tpt.Engine.Files;
using Tpt.Engine.Imaging;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Configuration;

/// <summary>
/// Reads <c>open_clip_config.json</c>. OpenCLIP has settings that change what the same weights compute (other pooling, norms,
/// masks): a tower with a key that is not known here is an error rather than another model's numbers.
/// </summary>
internal sealed class OpenClipConfigReader
{
    private static readonly string[] _modelKeys = ["embed_dim", "quick_gelu", "vision_cfg", "text_cfg"];
    private static readonly string[] _visionKeys = ["image_size", "layers", "width", "patch_size", "head_width", "mlp_ratio"];
    private static readonly string[] _textKeys = ["context_length", "vocab_size", "width", "heads", "layers", "mlp_ratio"];

    private readonly string _path;

    private OpenClipConfigReader(string path) => _path = path;

    /// <param name="path">The file.</param>
    /// <param name="files">What reads it, and remembers it as one of the model's.</param>
    /// <exception cref="InvalidDataException">The file is no JSON, is not OpenCLIP's, or asks for what is not supported.</exception>
    public static OpenClipConfig Read(string path, ModelFileReader files)
    {
        try
        {
            using var document = JsonText.Parse(files.Read(path));
            return new OpenClipConfigReader(path).Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"'{path}' cannot be read as the configuration of an OpenCLIP model: {e.Message}", e);
        }
    }

    private OpenClipConfig Read(JsonElement root)
    {
        var model = Section(root, "model_cfg") ?? throw Invalid("it has no model_cfg");
        var vision = Section(model, "vision_cfg") ?? throw Invalid("it has no vision_cfg");
        var text = Section(model, "text_cfg") ?? throw Invalid("it has no text_cfg");
        RequireKnown("model_cfg", model, _modelKeys);
        RequireKnown("vision_cfg", vision, _visionKeys);
        RequireKnown("text_cfg", text, _textKeys);
        var preprocessing = Section(root, "preprocess_cfg");
        return new OpenClipConfig
        {
            QuickGelu = Find(model, "quick_gelu")?.GetBoolean() ?? false,
            VisionHeadWidth = Positive(vision, "head_width") ?? new OpenClipConfig().VisionHeadWidth,
            TextHeads = Positive(text, "heads"),
            Mean = Channels(preprocessing, "mean"),
            Std = Channels(preprocessing, "std"),
            Filter = Filter(preprocessing),
        };
    }

    private void RequireKnown(string name, JsonElement section, string[] known)
    {
        var unknown = section.EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null).Select(p => p.Name).Except(known).ToArray();
        if (unknown.Length > 0)
        {
            throw Invalid($"{name} has {Excerpt.Of(unknown)}, and only {string.Join(", ", known)} are supported");
        }
    }

    private int? Positive(JsonElement section, string key)
    {
        if (Find(section, key) is not { } element)
        {
            return null;
        }
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value > 0
            ? value
            : throw Invalid($"{key} is {Excerpt.Of(element.GetRawText())}; it must be a positive integer");
    }

    private float[]? Channels(JsonElement? section, string key)
    {
        if (section is null || Find(section.Value, key) is not { } element)
        {
            return null;
        }
        var values = element.EnumerateArray().Select(item => item.GetSingle()).ToArray();
        return values.Length == 3 && values.All(float.IsFinite) && (key != "std" || values.All(s => s > 0))
            ? values
            : throw Invalid($"{key} is {Excerpt.Of(element.GetRawText())}; it must be 3 finite numbers{(key == "std" ? " above 0" : "")}");
    }

    private ResampleFilter Filter(JsonElement? preprocessing)
    {
        if (preprocessing is null)
        {
            return ResampleFilter.Bicubic;
        }
        if (Find(preprocessing.Value, "resize_mode")?.GetString() is { } mode and not "shortest")
        {
            throw Invalid($"resize_mode is '{Excerpt.Of(mode)}', and only 'shortest' is supported");
        }
        return (Find(preprocessing.Value, "interpolation")?.GetString() ?? "bicubic") switch
        {
            "bicubic" => ResampleFilter.Bicubic,
            "bilinear" => ResampleFilter.Bilinear,
            var other => throw Invalid($"interpolation is '{Excerpt.Of(other)}', and only 'bicubic' and 'bilinear' are supported"),
        };
    }

    private static JsonElement? Section(JsonElement parent, string key)
        => Find(parent, key) is { ValueKind: JsonValueKind.Object } section ? section : null;

    private static JsonElement? Find(JsonElement parent, string key)
        => parent.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private InvalidDataException Invalid(string what) => new($"'{_path}': {what}.");
}
