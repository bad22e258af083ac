using System.Text.Json;
using Tpt.Engine.Configuration;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Imaging;

/// <summary>
/// Reads <c>preprocessor_config.json</c> in the form of Hugging Face's CLIPFeatureExtractor (<c>"size": 224</c>) and of
/// its successor CLIPImageProcessor (<c>"size": {"shortest_edge": 224}</c>).
/// </summary>
internal sealed class PreprocessorConfig
{
    private readonly JsonElement _root;
    private readonly string _file;

    private PreprocessorConfig(JsonElement root, string file)
    {
        _root = root;
        _file = file;
    }

    /// <param name="json">The file's bytes.</param>
    /// <param name="file">What errors call it.</param>
    public static ImagePreprocessing Read(ReadOnlyMemory<byte> json, string file)
    {
        try
        {
            using var document = JsonText.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new PreprocessorConfig(document.RootElement, file).Read()
                : throw new InvalidDataException($"{file}: the text is a JSON {document.RootElement.ValueKind}, and an object is needed.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{file}: the text is not JSON. {e.Message}", e);
        }
    }

    private ImagePreprocessing Read()
    {
        var defaults = new ImagePreprocessing();
        if (!Flag("do_center_crop"))
        {
            throw Invalid("do_center_crop", _root.GetProperty("do_center_crop"), "it must be true: the model needs a square of one size");
        }

        var normalize = Flag("do_normalize");
        var preprocessing = new ImagePreprocessing
        {
            ResizeShortestEdge = Flag("do_resize") ? ShortestEdge(defaults.ResizeShortestEdge) : null,
            CropSize = Square(defaults.CropSize),
            Filter = Filter(defaults.Filter),
            Mean = normalize ? Channels("image_mean", defaults.Mean, positive: false) : [0, 0, 0],
            Std = normalize ? Channels("image_std", defaults.Std, positive: true) : [1, 1, 1],
            RescaleFactor = Flag("do_rescale") ? Rescale(defaults.RescaleFactor) : 1,
        };
        return NormalizationTable.FindOverflow(preprocessing) is { } overflow
            ? throw new InvalidDataException($"{_file}: {overflow}.")
            : preprocessing;
    }

    private bool Flag(string key)
    {
        if (Find(_root, key) is not { } value)
        {
            return true;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Invalid(key, value, "it must be true or false");
    }

    private int? ShortestEdge(int? missing)
    {
        if (Find(_root, "size") is not { } size)
        {
            return missing;
        }

        if (size.ValueKind != JsonValueKind.Object)
        {
            return Positive("size", size, ClipLimits.MaxResizeEdge);
        }

        return Find(size, "shortest_edge") is { } edge
            ? Positive("size.shortest_edge", edge, ClipLimits.MaxResizeEdge)
            : throw Invalid("size", size, "it must have shortest_edge: a resize to a fixed height and width is not CLIP's");
    }

    private int Square(int missing)
    {
        if (Find(_root, "crop_size") is not { } size)
        {
            return missing;
        }

        if (size.ValueKind != JsonValueKind.Object)
        {
            return Positive("crop_size", size, ClipLimits.MaxImageSize);
        }

        if (Find(size, "height") is not { } height || Find(size, "width") is not { } width)
        {
            throw Invalid("crop_size", size, "it must have height and width");
        }

        var side = Positive("crop_size.height", height, ClipLimits.MaxImageSize);
        return side == Positive("crop_size.width", width, ClipLimits.MaxImageSize) ? side : throw Invalid("crop_size", size, "it must be square");
    }

    private ResampleFilter Filter(ResampleFilter missing)
    {
        if (Find(_root, "resample") is not { } value)
        {
            return missing;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && Enum.IsDefined((ResampleFilter)number)
            ? (ResampleFilter)number
            : throw Invalid("resample", value, "it must be 2 (bilinear) or 3 (bicubic)");
    }

    private IReadOnlyList<float> Channels(string key, IReadOnlyList<float> missing, bool positive)
    {
        if (Find(_root, key) is not { } value)
        {
            return missing;
        }

        var rule = positive ? "it must be 3 finite numbers above 0" : "it must be 3 finite numbers";
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 3)
        {
            throw Invalid(key, value, rule);
        }

        return [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number
            && item.TryGetSingle(out var number) && float.IsFinite(number) && (!positive || number > 0)
                ? number
                : throw Invalid(key, value, rule))];
    }

    private double Rescale(double missing)
    {
        if (Find(_root, "rescale_factor") is not { } value)
        {
            return missing;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var factor) && double.IsFinite(factor) && factor > 0
            ? factor
            : throw Invalid("rescale_factor", value, "it must be a number above 0");
    }

    private int Positive(string key, JsonElement value, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 && number <= most
            ? number
            : throw Invalid(key, value, Invariant($"it must be a whole number above 0 and at most {most}"));

    private InvalidDataException Invalid(string key, JsonElement value, string rule) =>
        new($"{_file}: {key} is {Excerpt.Of(value.GetRawText())}, and {rule}.");

    /// <summary>Hugging Face writes null for "not said".</summary>
    private static JsonElement? Find(JsonElement parent, string key) =>
        parent.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
