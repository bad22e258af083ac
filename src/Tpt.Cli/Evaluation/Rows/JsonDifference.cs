using System.Text.Json.Nodes;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Cli.Evaluation.Rows;

/// <summary>A place in which two JSON documents differ.</summary>
/// <param name="Path">The names of the members, with dots between them: <c>options.Views.Count</c>.</param>
/// <param name="Before">What the first has, as a message shows it.</param>
/// <param name="After">What the second has.</param>
internal sealed record JsonDifference(string Path, string Before, string After)
{
    /// <summary>What only one of two lists has, in words; null where this is no difference of two such lists.</summary>
    private string? Items { get; init; }

    /// <summary>The differences in the order of the first document; what the second has more comes last in its object.</summary>
    public static IEnumerable<JsonDifference> Between(JsonNode? before, JsonNode? after, string path = "") => (before, after) switch
    {
        (JsonObject first, JsonObject second) => first.Select(member => member.Key).Union(second.Select(member => member.Key), StringComparer.Ordinal)
            .SelectMany(name => Between(first[name], second[name], path.Length == 0 ? name : $"{path}.{name}")),
        (JsonArray first, JsonArray second) when first.Count == second.Count => first.Zip(second).Index()
            .SelectMany(pair => Between(pair.Item.First, pair.Item.Second, Invariant($"{path}[{pair.Index}]"))),
        (JsonArray first, JsonArray second) => [OfLists(first, second, path)],
        _ => JsonNode.DeepEquals(before, after) ? [] : [new JsonDifference(path, Show(before), Show(after))],
    };

    public override string ToString() => Items is null ? $"{Path} was {Before} and is {After}." : $"{Path} {Items}.";

    /// <summary>Two lists of many items say what only one of them has. Where that is nothing, they differ in how often.</summary>
    private static JsonDifference OfLists(JsonArray before, JsonArray after, string path)
    {
        var (missing, added) = (Without(before, after), Without(after, before));
        string?[] parts = [missing.Length == 0 ? null : $"has no more {Excerpt.Of(missing)}", added.Length == 0 ? null : $"has new {Excerpt.Of(added)}"];
        return new JsonDifference(path, Show(before), Show(after))
        {
            Items = missing.Length + added.Length == 0 ? null : Invariant($"had {before.Count} and has {after.Count}: it {string.Join(", and ", parts.Where(part => part is not null))}"),
        };
    }

    private static string[] Without(JsonArray items, JsonArray others)
    {
        var known = others.Select(item => item?.ToJsonString()).ToHashSet(StringComparer.Ordinal);
        return [.. items.Where(item => !known.Contains(item?.ToJsonString())).Select(item => item?.ToJsonString() ?? "null")];
    }

    private static string Show(JsonNode? node) => node switch
    {
        null => "none",
        JsonArray array when array.Count > 3 => Invariant($"a list of {array.Count}"),
        _ => Excerpt.Of(node.ToJsonString()),
    };
}
