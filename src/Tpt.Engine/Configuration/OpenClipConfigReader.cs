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
    private readonly string _path;
    private readonly OpenClipSection _model;
    private readonly OpenClipSection _vision;
    private readonly OpenClipSection _text;

    private OpenClipConfigReader(string path, OpenClipSection model)
    {
        (_path, _model) = (path, model);
        _vision = model.Section("vision_cfg") ?? throw new InvalidDataException($"'{path}': it has no vision_cfg.");
        _text = model.Section("text_cfg") ?? throw new InvalidDataException($"'{path}': it has no text_cfg.");
    }

    /// <param name="path">The file.</param>
    /// <param name="files">What reads it, and remembers it as one of the model's.</param>
    /// <param name="ignoresImageTower">Whether another image tower is run in place of the one that the file describes.</param>
    /// <exception cref="InvalidDataException">The file is no JSON, is not OpenCLIP's, or asks for what is not supported.</exception>
    public static OpenClipConfig Read(string path, ModelFileReader files, bool ignoresImageTower = false)
    {
        try
        {
            using var document = JsonText.Parse(files.Read(path));
            var root = document.RootElement.ValueKind == JsonValueKind.Object
                ? new OpenClipSection(path, "", document.RootElement)
                : throw new InvalidDataException($"'{path}' is a JSON {document.RootElement.ValueKind}, and an object is needed.");
            var model = root.Section("model_cfg") ?? throw new InvalidDataException($"'{path}': it has no model_cfg.");
            return new OpenClipConfigReader(path, model).Read(root.Section("preprocess_cfg"), ignoresImageTower);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"'{path}' cannot be read as the configuration of an OpenCLIP model: {e.Message}", e);
        }
    }

    private OpenClipConfig Read(OpenClipSection? preprocessing, bool ignoresImageTower)
    {
        OpenClipTowers.RequireSupported(_path, _model, _vision, _text, ignoresImageTower);
        var quickGelu = _model.Flag("quick_gelu");
        var imageSize = _vision.Square("image_size", ClipLimits.MaxImageSize) ?? new OpenClipConfig().ImageSize;
        var usual = new ImagePreprocessing { ResizeEdge = imageSize, CropSize = imageSize };
        var config = new OpenClipConfig
        {
            QuickGelu = quickGelu,
            Family = OpenClipTokenizer.FamilyOf(_text),
            NamesTokenizer = _text.Has("hf_tokenizer_name"),
            EndOfTextId = _text.Text("pool_type") == "eos" ? EndOfText() : null,
            TextTanh = HasTanh(_text, quickGelu ?? false),
            TextNormEps = NormEps(_text),
            TextHeads = _text.Positive("heads") ?? new OpenClipConfig().TextHeads,
            ImageSize = imageSize,
            Sizes = Sizes(ignoresImageTower).Where(size => size.Value is not null).ToDictionary(size => size.Key, size => size.Value!.Value, StringComparer.Ordinal),
            Preprocessing = preprocessing is null ? usual : OpenClipPreprocessing.Read(preprocessing, imageSize),
            SaysPreprocessing = preprocessing is not null,
        };
        if (NormalizationTable.FindOverflow(config.Preprocessing) is { } overflow)
        {
            throw new InvalidDataException($"'{_path}', preprocess_cfg: {overflow}.");
        }
        return ignoresImageTower ? config : config with
        {
            HasResNet = _vision.Find("layers") is { } layers ? layers.ValueKind == JsonValueKind.Array : null,
            VisionHeadWidth = _vision.Positive("head_width") ?? config.VisionHeadWidth,
            VisionTanh = HasTanh(_vision, quickGelu ?? false),
            VisionNormEps = NormEps(_vision),
        };
    }

    private IEnumerable<(string Key, int? Value)> Sizes(bool ignoresImageTower)
    {
        yield return ("embed_dim", _model.Positive("embed_dim"));
        yield return ("text_cfg.vocab_size", _text.Positive("vocab_size"));
        yield return ("text_cfg.context_length", _text.Positive("context_length"));
        yield return ("text_cfg.width", _text.Positive("width"));
        yield return ("text_cfg.layers", _text.Positive("layers"));
        if (!ignoresImageTower)
        {
            yield return ("vision_cfg.width", _vision.Positive("width"));
            // Four numbers for a ResNet.
            yield return ("vision_cfg.layers", _vision.Find("layers") is { ValueKind: JsonValueKind.Array } ? null : _vision.Positive("layers"));
            yield return ("vision_cfg.patch_size", _vision.Square("patch_size", ClipLimits.MaxImageSize));
        }
    }

    private int EndOfText() => _text.Positive("eos_id") ?? throw _text.Invalid("pool_type", "it needs an eos_id above 0");

    /// <summary>The arguments of the activation: GELU has one, and QuickGELU none.</summary>
    private static bool HasTanh(OpenClipSection tower, bool quickGelu)
    {
        if (tower.Section("act_kwargs") is not { } arguments)
        {
            return false;
        }
        arguments.RequireKnown(OpenClipKeys.Activation);
        if (quickGelu && arguments.Has("approximate"))
        {
            throw tower.Invalid("act_kwargs", "QuickGELU has no such arguments");
        }
        return arguments.Text("approximate") == "tanh";
    }

    /// <summary>The arguments of the layer norms.</summary>
    private static double NormEps(OpenClipSection tower)
    {
        if (tower.Section("norm_kwargs") is not { } arguments)
        {
            return new OpenClipConfig().TextNormEps;
        }
        arguments.RequireKnown(OpenClipKeys.Norm);
        if (arguments.Find("eps") is not { } eps)
        {
            return new OpenClipConfig().TextNormEps;
        }
        return eps.ValueKind == JsonValueKind.Number && eps.TryGetDouble(out var value) && value <= 1 && (float)value > 0
            ? value
            : throw arguments.Invalid("eps", "it must be a positive number of at most 1 that is more than 0 in 32-bit floats too");
    }
}
