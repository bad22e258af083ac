using System.Text.Json;

namespace Tpt.Pretraining.Tests;

/// <summary>JSON files as their keys and values, for comparison whatever their white space.</summary>
internal static class Json
{
    /// <summary>Each leaf under its path: <c>text_config.hidden_size</c> is <c>160</c>; a list is one leaf.</summary>
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return Leaves("", document.RootElement).OrderBy(l => l.Path, StringComparer.Ordinal).ToDictionary(l => l.Path, l => l.Value);
    }

    private static IEnumerable<(string Path, string Value)> Leaves(string path, JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Leaves($"{path}.{p.Name}", p.Value)),
        JsonValueKind.Array => [(path, string.Join(", ", element.EnumerateArray().Select(Text)))],
        _ => [(path, Text(element))],
    };

    /// <summary>Numbers by value: 1, 1.0 and 1e0 are one.</summary>
    private static string Text(JsonElement element)
        => element.ValueKind == JsonValueKind.Number ? element.GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture) : element.ToString();
}
