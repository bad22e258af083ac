using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tpt.Parity.Cases;

/// <summary>JSON as Python writes it.</summary>
internal static partial class PythonJson
{
    /// <summary>The root; NaN and infinities, which are not JSON, are null.</summary>
    public static JsonElement Read(string path)
    {
        using var document = JsonDocument.Parse(NotJson().Replace(File.ReadAllText(path), "null"));
        return document.RootElement.Clone();
    }

    /// <summary>Whether the key is there and not null.</summary>
    public static bool Has(this JsonElement element, string key)
        => element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null;

    public static int Int32(this JsonElement element, string key) => element.GetProperty(key).GetInt32();

    public static double Number(this JsonElement element, string key) => element.GetProperty(key).GetDouble();

    public static string Text(this JsonElement element, string key) => element.GetProperty(key).String();

    public static int[] Integers(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];

    public static string[] Texts(this JsonElement array) => [.. array.EnumerateArray().Select(item => item.String())];

    /// <summary>Python's strings may hold a lone surrogate, for which .NET's reader throws.</summary>
    private static string String(this JsonElement element)
    {
        var raw = element.GetRawText();
        return raw.Contains("\\ud", StringComparison.OrdinalIgnoreCase) ? Regex.Unescape(raw[1..^1]) : element.GetString()!;
    }

    [GeneratedRegex(@"(?<=[:,\[]\s*)-?(NaN|Infinity)(?=\s*[,\]}])")]
    private static partial Regex NotJson();
}
