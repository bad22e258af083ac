using System.Collections.Frozen;
using System.Text.Json;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Configuration;

/// <summary>One object of <c>open_clip_config.json</c>. Null is "not said".</summary>
/// <param name="file">The file.</param>
/// <param name="name">What errors call the object; empty for the whole file.</param>
/// <param name="element">The object.</param>
internal sealed class OpenClipSection(string file, string name, JsonElement element)
{
    public JsonElement? Find(string key) => element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public bool Has(string key) => Find(key) is not null;

    public OpenClipSection? Section(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.Object ? new OpenClipSection(file, key, value) : throw Invalid(key, "it must be an object");
    }

    public string? Text(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw Invalid(key, "it must be a text");
    }

    public bool? Flag(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Invalid(key, "it must be true or false");
    }

    public int? Positive(string key, int most = ClipLimits.MaxSize)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number > 0 && number <= most
            ? number
            : throw Invalid(key, Invariant($"it must be a positive integer of at most {most}"));
    }

    /// <summary>A number, or two that are the same.</summary>
    public int? Square(string key, int most)
    {
        if (Find(key) is not { ValueKind: JsonValueKind.Array } sides)
        {
            return Positive(key, most);
        }
        return sides.GetArrayLength() == 2 && sides[0].TryGetInt32(out var height) && sides[1].TryGetInt32(out var width) && height == width && height > 0 && height <= most
            ? height
            : throw Invalid(key, Invariant($"it must be a positive integer of at most {most}, or twice the same"));
    }

    /// <exception cref="InvalidDataException">A key is not known, or has a value that asks for another computation: the message has key and value.</exception>
    public void RequireKnown(FrozenDictionary<string, string[]> rules)
    {
        foreach (var property in element.EnumerateObject().Where(property => property.Value.ValueKind != JsonValueKind.Null))
        {
            if (!rules.TryGetValue(property.Name, out var values))
            {
                throw Invalid(property.Name, "that key is not known here, and it may change what the model computes");
            }
            if (values.Length > 0 && !values.Contains(property.Value.GetRawText(), StringComparer.Ordinal))
            {
                throw Invalid(property.Name, $"only {string.Join(" and ", values)} is computed here");
            }
        }
    }

    public InvalidDataException Invalid(string key, string rule)
        => new($"'{file}': {(name.Length == 0 ? "" : name + ".")}{Excerpt.Of(key)} is {Excerpt.Of(element.GetProperty(key).GetRawText())}; {rule}.");
}
