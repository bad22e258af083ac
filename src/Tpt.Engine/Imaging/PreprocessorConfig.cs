using System.Text.Json;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Imaging;

/// <summary>
/// Reads <c>preprocessor_config.json</c> in the form of Hugging Face's CLIPFeatureExtractor (<c>"size": 224</c>) and of
/// its successor CLIPImageProcessor (<c>"size": {"shortest_edge": 224}</c>), and <c>processor_config.json</c>, in which
/// transformers 5 has the same as <c>image_processor</c>. A key that asks for more than resize, crop, rescale and normalise is refused.
/// </summary>
internal sealed class PreprocessorConfig
{
    public const string FileName = "preprocessor_config.json";
    public const string NestingFileName = "processor_config.json";

    /// <summary>The key of <c>processor_config.json</c> that the image processor's own keys are in.</summary>
    public const string NestedKey = "image_processor";

    /// <summary>Settings of other processors that change what the model sees.</summary>
    private static readonly string[] _foreignKeys = ["crop_pct", "size_divisor", "size_divisibility", "max_num_patches", "min_pixels", "max_pixels", "rescale_offset"];

    /// <summary>Steps that are done here. An image is red, green and blue in any case.</summary>
    private static readonly string[] _knownSteps = ["do_resize", "do_center_crop", "do_rescale", "do_normalize", "do_convert_rgb"];

    private readonly PreprocessorKeys _keys;
    private readonly ProcessorKind _kind;

    private PreprocessorConfig(PreprocessorKeys keys, ProcessorKind kind) => (_keys, _kind) = (keys, kind);

    /// <param name="json">The file's bytes.</param>
    /// <param name="file">What errors call it.</param>
    /// <param name="untyped">The processor that a file without a type is of; null: CLIP's.</param>
    public static ImagePreprocessing Read(ReadOnlyMemory<byte> json, string file, ProcessorKind? untyped = null)
    {
        try
        {
            using var document = JsonText.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException($"{file}: the text is a JSON {root.ValueKind}, and an object is needed.");
            }

            var keys = new PreprocessorKeys(root.TryGetProperty(NestedKey, out var nested) && nested.ValueKind == JsonValueKind.Object ? nested : root, file);
            var type = keys.Text("image_processor_type") ?? keys.Text("feature_extractor_type");
            return new PreprocessorConfig(keys, type is null ? untyped ?? ProcessorKind.Clip : ProcessorKind.Of(type)).Read();
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: the text is not JSON. {e.Message}", e);
        }
    }

    private ImagePreprocessing Read()
    {
        RefuseOtherSteps();
        var normalize = _keys.Flag("do_normalize") ?? true;
        var preprocessing = WithCrop(WithSize()) with
        {
            Mean = normalize ? _keys.Channels("image_mean", positive: false) ?? Default("image_mean").Mean : [0, 0, 0],
            Std = normalize ? _keys.Channels("image_std", positive: true) ?? Default("image_std").Std : [1, 1, 1],
            RescaleFactor = (_keys.Flag("do_rescale") ?? true) ? _keys.Rescale() ?? ImagePreprocessing.ByteRescaleFactor : 1,
        };
        return NormalizationTable.FindOverflow(preprocessing) is { } overflow
            ? throw new InvalidDataException($"{_keys.File}: {overflow}.")
            : preprocessing;
    }

    private void RefuseOtherSteps()
    {
        foreach (var (key, value) in _keys.All())
        {
            var isOn = value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False);
            var isForeign = _foreignKeys.Contains(key) || (key.StartsWith("do_", StringComparison.Ordinal) && !_knownSteps.Contains(key));
            if (isOn && isForeign)
            {
                throw _keys.Invalid(key, value, "that step is not known here: resize, centre crop, rescale and normalise are");
            }
        }
    }

    private ImagePreprocessing WithSize()
    {
        if (!(_keys.Flag("do_resize") ?? true))
        {
            return new ImagePreprocessing { ResizeEdge = null };
        }

        var filter = _keys.Filter() ?? Default("resample").Filter;
        if (_keys.Find("size") is not { } size)
        {
            var usual = Default("size");
            return new ImagePreprocessing { ResizeMode = usual.ResizeMode, ResizeEdge = usual.ResizeEdge, Filter = filter };
        }

        if (size.ValueKind != JsonValueKind.Object)
        {
            var edge = _keys.Positive("size", size, ClipLimits.MaxResizeEdge);
            var isSquare = _keys.Flag("default_to_square") ?? _kind.NumberIsSquare
                ?? throw _keys.Invalid("size", size, $"it is open which sides a {Excerpt.Of(_kind.Name)} means by one number: it must have shortest_edge, or height and width");
            return new ImagePreprocessing { ResizeMode = isSquare ? ResizeMode.Squash : ResizeMode.Shortest, ResizeEdge = edge, Filter = filter };
        }

        var shortest = PreprocessorKeys.Find(size, "shortest_edge");
        if (PreprocessorKeys.Find(size, "longest_edge") is not null || (shortest is null) == (PreprocessorKeys.Find(size, "height") is null))
        {
            throw _keys.Invalid("size", size, "it must have shortest_edge alone, or height and width");
        }

        return shortest is { } side
            ? new ImagePreprocessing { ResizeEdge = _keys.Positive("size.shortest_edge", side, ClipLimits.MaxResizeEdge), Filter = filter }
            : new ImagePreprocessing { ResizeMode = ResizeMode.Squash, ResizeEdge = _keys.Square("size", size, ClipLimits.MaxResizeEdge), Filter = filter };
    }

    private ImagePreprocessing WithCrop(ImagePreprocessing resized)
    {
        if (_keys.Flag("do_center_crop") ?? _kind.Crops)
        {
            var crop = _keys.Find("crop_size") is { } size ? _keys.Square("crop_size", size, ClipLimits.MaxImageSize) : Default("crop_size").CropSize;
            return resized with { CropSize = crop };
        }

        if (resized is { ResizeMode: ResizeMode.Squash, ResizeEdge: { } edge and <= ClipLimits.MaxImageSize })
        {
            return resized with { CropSize = edge };
        }

        throw new InvalidDataException(Invariant($"{_keys.File}: do_center_crop is {(_keys.Find("do_center_crop") is null ? "not set" : "false")}, and it must be true, ")
            + Invariant($"or size must have a height and a width of at most {ClipLimits.MaxImageSize}: the model needs a square of one size."));
    }

    /// <summary>What an absent key stands for.</summary>
    private ImagePreprocessing Default(string key) => _kind.Defaults
        ?? throw new InvalidDataException($"{_keys.File}: {key} is not set, and what a '{Excerpt.Of(_kind.Name)}' takes then is not known here. Write {key} into the file, or put the preprocessor_config.json of a CLIPImageProcessor in its place.");
}
