using System.Text.Json;
using Tpt.Engine.Imaging;
using static System.FormattableString;

namespace Tpt.Engine.Configuration;

/// <summary>Reads <c>preprocess_cfg</c> of <c>open_clip_config.json</c> (PreprocessCfg of OpenCLIP). What it does not say is CLIP's; its size is always the image tower's.</summary>
internal sealed class OpenClipPreprocessing
{
    private readonly OpenClipSection _section;

    private OpenClipPreprocessing(OpenClipSection section) => _section = section;

    /// <param name="section">The object.</param>
    /// <param name="imageSize">The side of the images that the tower reads.</param>
    /// <exception cref="InvalidDataException">A value is not supported: the message has it.</exception>
    public static ImagePreprocessing Read(OpenClipSection section, int imageSize)
    {
        var reader = new OpenClipPreprocessing(section);
        var clip = new ImagePreprocessing { ResizeEdge = imageSize, CropSize = imageSize };
        if (section.Text("mode") is not null and not "RGB")
        {
            throw section.Invalid("mode", "only RGB is supported");
        }
        return clip with
        {
            Mean = reader.Channels("mean") ?? clip.Mean,
            Std = reader.Channels("std") ?? clip.Std,
            Filter = reader.Filter(),
            ResizeMode = reader.Mode(),
            FillColor = reader.FillColor() ?? clip.FillColor,
        };
    }

    private ResizeMode Mode() => _section.Text("resize_mode") switch
    {
        null or "shortest" => ResizeMode.Shortest,
        "longest" => ResizeMode.Longest,
        "squash" => ResizeMode.Squash,
        _ => throw _section.Invalid("resize_mode", "it must be shortest, longest or squash"),
    };

    private ResampleFilter Filter() => _section.Text("interpolation") switch
    {
        null or "bicubic" => ResampleFilter.Bicubic,
        "bilinear" => ResampleFilter.Bilinear,
        _ => throw _section.Invalid("interpolation", "it must be bicubic or bilinear"),
    };

    /// <summary>Three numbers, or one for all channels. A zero alone is "not said" to OpenCLIP, so it is not taken for a number here.</summary>
    private float[]? Channels(string key)
    {
        if (_section.Find(key) is not { } value)
        {
            return null;
        }
        var isStd = key == "std";
        var numbers = Numbers(value);
        return numbers.Length == 3 && numbers.All(number => float.IsFinite(number) && (!isStd || number > 0)) && (value.ValueKind == JsonValueKind.Array || numbers[0] != 0)
            ? numbers
            : throw _section.Invalid(key, $"it must be 3 finite numbers{(isStd ? " above 0" : "")}");
    }

    private byte[]? FillColor()
    {
        if (_section.Find("fill_color") is not { } value)
        {
            return null;
        }
        var numbers = Numbers(value);
        return numbers.Length == 3 && numbers.All(number => number is >= 0 and <= byte.MaxValue && number == (byte)number)
            ? [.. numbers.Select(number => (byte)number)]
            : throw _section.Invalid("fill_color", Invariant($"it must be a whole number of 0 to {byte.MaxValue}, or 3 of them"));
    }

    private static float[] Numbers(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => [value.GetSingle(), value.GetSingle(), value.GetSingle()],
        JsonValueKind.Array when value.GetArrayLength() == 3 => [.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number ? item.GetSingle() : float.NaN)],
        _ => [],
    };
}
