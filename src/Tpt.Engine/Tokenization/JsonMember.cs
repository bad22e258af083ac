using System.Text.Json;

namespace Tpt.Engine.Tokenization;

/// <summary>Looks up members of JSON whose kind is not known.</summary>
internal static class JsonMember
{
    /// <summary>The member of an object; null where the element is no object, has no such member, or has null there.</summary>
    public static JsonElement? Find(this JsonElement element, string key)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>The text of a member; null where it is none.</summary>
    public static string? FindText(this JsonElement element, string key)
        => element.Find(key) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
