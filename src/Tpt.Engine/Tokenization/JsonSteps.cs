using System.Text.Json;

namespace Tpt.Engine.Tokenization;

/// <summary>The steps of a tokenizer.json's sections.</summary>
internal static class JsonSteps
{
    /// <summary>The steps of a section, those of a <c>Sequence</c> one by one; none where it is null.</summary>
    /// <param name="section">The section, an object with a <c>type</c>.</param>
    /// <param name="list">What a <c>Sequence</c> calls its steps.</param>
    public static IEnumerable<JsonElement> Of(JsonElement section, string list)
        => section.ValueKind == JsonValueKind.Null ? []
            : section.FindText("type") == "Sequence" && section.Find(list) is { ValueKind: JsonValueKind.Array } steps ? steps.EnumerateArray().SelectMany(step => Of(step, list))
            : [section];

    /// <summary>What a <c>TemplateProcessing</c> makes of one text: its special tokens in their order, and A for the text.</summary>
    public static IEnumerable<string?> Template(JsonElement processor)
    {
        foreach (var part in processor.Find("single") is { ValueKind: JsonValueKind.Array } single ? single.EnumerateArray() : default)
        {
            yield return part.Find("SpecialToken")?.FindText("id") ?? part.Find("Sequence")?.FindText("id");
        }
    }
}
