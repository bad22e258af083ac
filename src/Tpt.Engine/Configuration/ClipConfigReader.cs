using System.Text.Json;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Configuration;

/// <summary>Reads <c>config.json</c>. A key that is absent takes Hugging Face's default; a value that cannot be is an error that names it.</summary>
internal sealed class ClipConfigReader
{
    private readonly string _path;

    private ClipConfigReader(string path) => _path = path;

    /// <param name="path">The file.</param>
    /// <param name="files">What reads it, and remembers it as one of the model's.</param>
    /// <exception cref="InvalidDataException">The file is no JSON, is not a CLIP configuration or holds a value that cannot be.</exception>
    public static ClipConfig Read(string path, ModelFileReader? files = null)
    {
        try
        {
            using var document = JsonText.Parse((files ?? new ModelFileReader()).Read(path));
            return new ClipConfigReader(path).Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no JSON: {e.Message}", e);
        }
    }

    private ClipConfig Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("text_config", out var text) || text.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("vision_config", out var vision) || vision.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"'{_path}' is not the configuration of a CLIPModel: it has no text_config and vision_config.");
        }
        var (textTower, imageTower) = (ReadText(text), ReadVision(vision));
        CheckHeads("text_config", textTower.HiddenSize, textTower.NumAttentionHeads);
        CheckHeads("vision_config", imageTower.HiddenSize, imageTower.NumAttentionHeads);
        if (imageTower.ImageSize % imageTower.PatchSize != 0)
        {
            throw new InvalidDataException(Invariant($"'{_path}': vision_config.image_size {imageTower.ImageSize} is not a multiple of patch_size {imageTower.PatchSize}."));
        }
        return new ClipConfig
        {
            Text = textTower,
            Vision = imageTower,
            ProjectionDim = Positive(root, "projection_dim", new ClipConfig().ProjectionDim),
            PromptTemplate = Prompt(root, "prompt_template"),
        };
    }

    private ClipTextConfig ReadText(JsonElement text)
    {
        var defaults = new ClipTextConfig();
        return new ClipTextConfig
        {
            VocabSize = Positive(text, "vocab_size", defaults.VocabSize),
            HiddenSize = Positive(text, "hidden_size", defaults.HiddenSize),
            IntermediateSize = Positive(text, "intermediate_size", defaults.IntermediateSize),
            NumHiddenLayers = Positive(text, "num_hidden_layers", defaults.NumHiddenLayers, ClipLimits.MaxLayers),
            NumAttentionHeads = Positive(text, "num_attention_heads", defaults.NumAttentionHeads),
            MaxPositionEmbeddings = Positive(text, "max_position_embeddings", defaults.MaxPositionEmbeddings),
            LayerNormEps = Epsilon(text),
            HiddenAct = Activation(text),
        };
    }

    private ClipVisionConfig ReadVision(JsonElement vision)
    {
        var defaults = new ClipVisionConfig();
        if (Positive(vision, "num_channels", 3) != 3)
        {
            throw new InvalidDataException($"'{_path}': vision_config.num_channels must be 3.");
        }
        return new ClipVisionConfig
        {
            HiddenSize = Positive(vision, "hidden_size", defaults.HiddenSize),
            IntermediateSize = Positive(vision, "intermediate_size", defaults.IntermediateSize),
            NumHiddenLayers = Positive(vision, "num_hidden_layers", defaults.NumHiddenLayers, ClipLimits.MaxLayers),
            NumAttentionHeads = Positive(vision, "num_attention_heads", defaults.NumAttentionHeads),
            ImageSize = Positive(vision, "image_size", defaults.ImageSize, ClipLimits.MaxImageSize),
            PatchSize = Positive(vision, "patch_size", defaults.PatchSize),
            LayerNormEps = Epsilon(vision),
            HiddenAct = Activation(vision),
        };
    }

    private string? Prompt(JsonElement section, string key)
    {
        if (!section.TryGetProperty(key, out var element) || element.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        if (element.ValueKind != JsonValueKind.String)
        {
            throw Invalid(key, element, "a text");
        }
        var prompt = element.GetString()!;
        return prompt.Length <= ClipLimits.MaxPromptLength && prompt.Split("{0}").Length == 2
            ? prompt
            : throw Invalid(key, element, Invariant($"a text of at most {ClipLimits.MaxPromptLength} characters that has {{0}} exactly once, where the class name goes"));
    }

    private int Positive(JsonElement section, string key, int @default, int most = ClipLimits.MaxSize)
    {
        if (!section.TryGetProperty(key, out var element))
        {
            return @default;
        }
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value > 0 && value <= most
            ? value
            : throw Invalid(key, element, Invariant($"a positive integer of at most {most}"));
    }

    private double Epsilon(JsonElement section)
    {
        if (!section.TryGetProperty("layer_norm_eps", out var element))
        {
            return 1e-5;
        }
        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && value <= 1 && (float)value > 0
            ? value
            : throw Invalid("layer_norm_eps", element, "a positive number of at most 1 that is more than 0 in 32-bit floats too");
    }

    private ClipActivation Activation(JsonElement section)
    {
        var name = section.TryGetProperty("hidden_act", out var element) ? element.ToString() : "quick_gelu";
        return name switch
        {
            "quick_gelu" => ClipActivation.QuickGelu,
            "gelu" => ClipActivation.Gelu,
            _ => throw new InvalidDataException($"'{_path}': hidden_act is '{Excerpt.Of(name)}'; supported are 'quick_gelu' and 'gelu'."),
        };
    }

    private void CheckHeads(string section, int hiddenSize, int heads)
    {
        if (hiddenSize % heads != 0)
        {
            throw new InvalidDataException(Invariant($"'{_path}': {section}.hidden_size {hiddenSize} is not a multiple of num_attention_heads {heads}."));
        }
    }

    private InvalidDataException Invalid(string key, JsonElement value, string rule)
        => new($"'{_path}': {key} is {Excerpt.Of(value.GetRawText())}; it must be {rule}.");
}
