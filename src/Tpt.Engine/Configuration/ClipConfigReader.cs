using System.Text.Json;
using Tpt.Engine.Files;
using static System.FormattableString;

namespace Tpt.Engine.Configuration;

/// <summary>Reads the <c>config.json</c> of a CLIPModel, a MetaClip2Model or a SiglipModel. What it does not say is the transformers library's default.</summary>
internal sealed class ClipConfigReader
{
    /// <summary>Before transformers 4.31 every <c>eos_token_id</c> was this, which is no end of text; the library stands by that and takes the largest id.</summary>
    private const int LegacyEndOfText = 2;

    private readonly string _path;

    private ClipConfigReader(string path) => _path = path;

    /// <param name="path">The file.</param>
    /// <param name="files">What reads it, and remembers it as one of the model's.</param>
    /// <param name="imageTowerPath">A TorchScript file that is run in place of the image tower, or null.</param>
    /// <exception cref="InvalidDataException">The file is no JSON, is not a CLIP configuration or holds a value that cannot be.</exception>
    public static ClipConfig Read(string path, ModelFileReader? files = null, string? imageTowerPath = null)
    {
        try
        {
            using var document = JsonText.Parse((files ?? new ModelFileReader()).Read(path));
            return new ClipConfigReader(path).Read(document.RootElement, imageTowerPath);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{path}' is no JSON: {e.Message}", e);
        }
    }

    private ClipConfig Read(JsonElement root, string? imageTowerPath)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw NoClip();
        }
        var family = ModelTypes.FamilyOf(root, _path);
        var whole = new HuggingFaceSection(_path, "", root);
        whole.RequireUnless("quantization_config", "{}", "absent: quantised weights are not read. Save the model in 32-bit or 16-bit floats");
        var (text, vision) = (Section(root, "text_config"), Section(root, "vision_config"));
        var config = family == ModelFamily.Siglip ? ReadSiglip(text, vision) : ReadClip(text, vision, family) with
        {
            ProjectionDim = whole.Positive("projection_dim", new ClipConfig().ProjectionDim),
        };
        return config with
        {
            PromptTemplate = whole.Prompt("prompt_template"),
            Vision = imageTowerPath is null ? config.Vision : new ScriptedTowerConfig { Path = imageTowerPath, ImageSize = config.Vision.ImageSize },
        };
    }

    private static ClipConfig ReadClip(HuggingFaceSection text, HuggingFaceSection vision, ModelFamily family)
    {
        var endOfText = text.Token("eos_token_id");
        var readsLargestId = family == ModelFamily.Clip && endOfText == LegacyEndOfText;
        return new ClipConfig
        {
            Family = family,
            Text = ReadText(text, new ClipTextConfig()) with { EndOfTextId = readsLargestId ? null : endOfText, ReadsLargestId = readsLargestId },
            Vision = ReadVision(vision, new ClipVisionConfig()),
        };
    }

    private static ClipTextConfig ReadText(HuggingFaceSection section, ClipTextConfig defaults)
    {
        var text = defaults with
        {
            VocabSize = section.Positive("vocab_size", defaults.VocabSize),
            HiddenSize = section.Positive("hidden_size", defaults.HiddenSize),
            IntermediateSize = section.Positive("intermediate_size", defaults.IntermediateSize),
            NumHiddenLayers = section.Positive("num_hidden_layers", defaults.NumHiddenLayers, ClipLimits.MaxLayers),
            NumAttentionHeads = section.Positive("num_attention_heads", defaults.NumAttentionHeads),
            MaxPositionEmbeddings = section.Positive("max_position_embeddings", defaults.MaxPositionEmbeddings),
            LayerNormEps = section.Epsilon(defaults.LayerNormEps),
            HiddenAct = section.Activation(defaults.HiddenAct),
        };
        section.RequireHeads(text.HiddenSize, text.NumAttentionHeads);
        return text;
    }

    private static VisionTransformerConfig ReadVision(HuggingFaceSection section, VisionTransformerConfig defaults)
    {
        section.RequireUnless("num_channels", "3", "3");
        var vision = defaults with
        {
            HiddenSize = section.Positive("hidden_size", defaults.HiddenSize),
            IntermediateSize = section.Positive("intermediate_size", defaults.IntermediateSize),
            NumHiddenLayers = section.Positive("num_hidden_layers", defaults.NumHiddenLayers, ClipLimits.MaxLayers),
            NumAttentionHeads = section.Positive("num_attention_heads", defaults.NumAttentionHeads),
            ImageSize = section.Square("image_size", defaults.ImageSize, ClipLimits.MaxImageSize),
            PatchSize = section.Square("patch_size", defaults.PatchSize, ClipLimits.MaxImageSize),
            LayerNormEps = section.Epsilon(defaults.LayerNormEps),
            HiddenAct = section.Activation(defaults.HiddenAct),
        };
        section.RequireHeads(vision.HiddenSize, vision.NumAttentionHeads);
        section.RequirePatch(vision.ImageSize, vision.PatchSize);
        return vision;
    }

    /// <summary>The transformers library's SiglipConfig. Image features are the image tower's own, and text features those of a head behind the text tower.</summary>
    private ClipConfig ReadSiglip(HuggingFaceSection textSection, HuggingFaceSection visionSection)
    {
        var text = ReadText(textSection, SiglipDefaults.Text);
        visionSection.RequireUnless("vision_use_head", "true", "true: without the pooling head there are no image features");
        var vision = ReadVision(visionSection, new SiglipVisionConfig());
        var features = textSection.Positive("projection_size", text.HiddenSize);
        return features == vision.HiddenSize
            ? new ClipConfig { Family = ModelFamily.Siglip, Text = text, Vision = vision, ProjectionDim = features }
            : throw new InvalidDataException(Invariant($"'{_path}': text features of a SigLIP have {features} numbers (text_config.projection_size), and image features {vision.HiddenSize} (vision_config.hidden_size)."));
    }

    /// <summary>
    /// The section of a tower. In transformers 4.26 to 4.57 a <c>text_config_dict</c> that is not null wins over <c>text_config</c>, and with it
    /// the defaults of all that it does not say.
    /// </summary>
    private HuggingFaceSection Section(JsonElement root, string name)
    {
        foreach (var key in new[] { name + "_dict", name })
        {
            if (root.TryGetProperty(key, out var section) && section.ValueKind != JsonValueKind.Null)
            {
                return section.ValueKind == JsonValueKind.Object ? new HuggingFaceSection(_path, key, section) : throw NoClip();
            }
        }
        throw NoClip();
    }

    private InvalidDataException NoClip() => new($"'{_path}' is not the configuration of a CLIPModel: it has no text_config and vision_config.");
}
