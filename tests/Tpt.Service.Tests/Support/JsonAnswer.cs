using System.Text.Json;

namespace Tpt.Service.Tests.Support;

/// <summary>What the program answers, as a caller in any language reads it.</summary>
internal static class JsonAnswer
{
    public static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.Clone();
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>The scores by class.</summary>
    public static Dictionary<string, (float Score, float ZeroShot)> Scores(this JsonElement answer) => answer.GetProperty("top").EnumerateArray()
        .ToDictionary(entry => entry.Text("label"), entry => (entry.GetProperty("score").GetSingle(), entry.GetProperty("zeroShot").GetSingle()), StringComparer.Ordinal);
}
