using System.Text.Json;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Configuration;

/// <summary>Which model a <c>config.json</c> is of. Models of other kinds may have CLIP's very names of tensors, so the kind is asked first.</summary>
internal static class ModelTypes
{
    /// <summary>What else has two towers, or one of CLIP's: what it is, and what to do.</summary>
    private static readonly Dictionary<string, string> _others = new(StringComparer.Ordinal)
    {
        ["siglip2"] = "SigLIP 2 in its NaFlex form, which reads images of any proportions; take one of a fixed size, such as google/siglip2-base-patch16-224",
        ["chinese_clip"] = "Chinese-CLIP, whose text tower is BERT",
        ["altclip"] = "AltCLIP, whose text tower is XLM-RoBERTa",
        ["align"] = "ALIGN, whose towers are EfficientNet and BERT",
        ["blip"] = "BLIP, whose text tower is BERT",
        ["blip-2"] = "BLIP-2, which writes texts",
        ["clipseg"] = "CLIPSeg, which segments images; its text and image towers alone are those of openai/clip-vit-base-patch16",
        ["x_clip"] = "X-CLIP, which reads videos",
        ["xclip"] = "X-CLIP, which reads videos",
        ["clap"] = "CLAP, which reads sounds",
        ["flava"] = "FLAVA, whose text tower is another",
        ["groupvit"] = "GroupViT, whose image tower is another",
        ["owlvit"] = "OWL-ViT, which finds objects",
        ["vision-text-dual-encoder"] = "a VisionTextDualEncoderModel, whose towers are not CLIP's",
        ["clip_vision_model"] = "CLIP's image tower alone; the text tower is missing: save the whole CLIPModel",
        ["clip_text_model"] = "CLIP's text tower alone; the image tower is missing: save the whole CLIPModel",
        ["siglip_vision_model"] = "SigLIP's image tower alone; the text tower is missing: save the whole SiglipModel",
        ["siglip_text_model"] = "SigLIP's text tower alone; the image tower is missing: save the whole SiglipModel",
    };

    /// <param name="root">The file's object.</param>
    /// <param name="path">What errors call the file.</param>
    /// <exception cref="InvalidDataException">It is of a model that is not supported: the message has which.</exception>
    public static ModelFamily FamilyOf(JsonElement root, string path)
    {
        if (root.TryGetProperty("model_type", out var said) && said.ValueKind is not (JsonValueKind.String or JsonValueKind.Null))
        {
            throw new InvalidDataException($"'{path}': model_type is {Excerpt.Of(said.GetRawText())}; it must be a text. {Supported}");
        }
        var type = Text(root, "model_type");
        if (type is null && Text(root, "architecture") is { } timm)
        {
            throw new InvalidDataException($"'{path}' is timm's: '{Excerpt.Of(timm)}' is an image tower alone, without a text tower. {OpenClipConfig.FileName} and its weights, often open_clip_model.safetensors, are the whole model.");
        }
        return type switch
        {
            null or "clip" => ModelFamily.Clip,
            "metaclip_2" => ModelFamily.MetaClip2,
            "siglip" => ModelFamily.Siglip,
            _ when _others.TryGetValue(type, out var what) => throw new InvalidDataException($"'{path}': model_type is '{type}'. That is {what}. {Supported}"),
            _ => throw new InvalidDataException($"'{path}': model_type is '{Excerpt.Of(type)}', which is not supported. {Supported}"),
        };
    }

    private const string Supported = "Supported are 'clip', 'metaclip_2' and 'siglip'.";

    private static string? Text(JsonElement root, string key)
        => root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
