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
    /// <summary>The differences in the order of the first document; what the second has more comes last in its object.</summary>
    public static IEnumerable<JsonDifference> Between(JsonNode? before, JsonNode? after, string path = "") => (before, after) switch
    {
        (JsonObject first, JsonObject second) => first.Select(member => member.Key).Union(second.Select(member => member.Key), StringComparer.Ordinal)
            .SelectMany(name => Between(first[name], second[name], path.Length == 0 ? name : $"{path}.{name}")),
        (JsonArray first, JsonArray second) when first.Count == second.Count => first.Zip(second).Index()
            .SelectMany(pair => Between(pair.Item.First, pair.Item.Second, Invariant($"{path}[{pair.Index}]"))),
        _ => JsonNode.DeepEquals(before, after) ? [] : [new JsonDifference(path, Show(before), Show(after))],
    };

    public override string ToString() => $"{Path} was {Before} and is {After}.";

    private static string Show(JsonNode? node) => node switch
    {
        null => "none",
        JsonArray array when array.Count > 3 => Invariant($"a list of {array.Count}"),
        _ => Excerpt.Of(node.ToJsonString()),
    };
}
