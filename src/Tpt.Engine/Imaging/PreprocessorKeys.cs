using System.Text.Json;
using Tpt.Engine.Configuration;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Imaging;

/// <summary>The keys of an image processor's file, each with its rule. Hugging Face writes null for "not said".</summary>
/// <param name="root">The object.</param>
/// <param name="file">What errors call the file.</param>
internal sealed class PreprocessorKeys(JsonElement root, string file)
{
    public string File { get; } = file;

    public static JsonElement? Find(JsonElement parent, string key) =>
        parent.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public JsonElement? Find(string key) => Find(root, key);

    public IEnumerable<(string Key, JsonElement Value)> All() => root.EnumerateObject().Select(property => (property.Name, property.Value));

    public string? Text(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid(key, value, "it must be a text");
    }

    public bool? Flag(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw Invalid(key, value, "it must be true or false");
    }

    public ResampleFilter? Filter()
    {
        if (Find("resample") is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && Enum.IsDefined((ResampleFilter)number)
            ? (ResampleFilter)number
            : throw Invalid("resample", value, "it must be 2 (bilinear) or 3 (bicubic)");
    }

    /// <summary>Three numbers, or one that is that of every channel.</summary>
    public float[]? Channels(string key, bool positive)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        float[] numbers = value.ValueKind switch
        {
            JsonValueKind.Number => [Number(value), Number(value), Number(value)],
            JsonValueKind.Array when value.GetArrayLength() == 3 => [.. value.EnumerateArray().Select(Number)],
            _ => [],
        };
        return numbers.Length == 3 && numbers.All(number => float.IsFinite(number) && (!positive || number > 0))
            ? numbers
            : throw Invalid(key, value, positive ? "it must be 3 finite numbers above 0" : "it must be 3 finite numbers");
    }

    public double? Rescale()
    {
        if (Find("rescale_factor") is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var factor) && double.IsFinite(factor) && factor > 0
            ? factor
            : throw Invalid("rescale_factor", value, "it must be a number above 0");
    }

    /// <summary>A number, or an object whose height and width are the same.</summary>
    public int Square(string key, JsonElement size, int most)
    {
        if (size.ValueKind != JsonValueKind.Object)
        {
            return Positive(key, size, most);
        }

        if (Find(size, "height") is not { } height || Find(size, "width") is not { } width)
        {
            throw Invalid(key, size, "it must have height and width");
        }

        var side = Positive(key + ".height", height, most);
        return side == Positive(key + ".width", width, most) ? side : throw Invalid(key, size, "it must be square");
    }

    public int Positive(string key, JsonElement value, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 && number <= most
            ? number
            : throw Invalid(key, value, Invariant($"it must be a whole number above 0 and at most {most}"));

    public InvalidDataException Invalid(string key, JsonElement value, string rule) =>
        new($"{File}: {Excerpt.Of(key)} is {Excerpt.Of(value.GetRawText())}, and {rule}.");

    /// <summary>No number where it is none: the caller's rule refuses it.</summary>
    private static float Number(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) ? number : float.NaN;
}
