using System.Text.Json.Nodes;
using TorchSharp;
using Tpt.Parity.Cases;
using Tpt.Parity.Siblings;
using static TorchSharp.torch;

namespace Tpt.Parity.Export;

/// <summary>
/// The part of the relatives' cases that this repository keeps: of every method the smallest case with a gradient, and those with a
/// deviation on purpose or a trap that no other case has. Class names and diagnostics are left out.
/// </summary>
internal static class SiblingExport
{
    private static readonly Dictionary<string, string[]> _cases = new()
    {
        ["features"] = ["ece.beta", "ece.decimal_edges", "mta.identical_group_with_centre", "mta.outliers", "se.rank_half", "zero.fallback_tie", "zero.soft_vote", "zero.underflow_nan"],
        ["vit_mh"] = ["cots.mix5_16", "ctpt.duplicate_names", "ctpt.mix5_16_l20", "mta.mix5_16", "otpt.steps2", "rtpt.mix5_24", "se.mix5_16", "tps.mix5_16", "tps.duplicate_names", "use.mix5_16", "use.steps2", "zero.mix20_16"],
        ["vit_tiny"] = ["otpt.one_class", "rtpt.too_few_views", "se.single_view", "tps.single_view", "use.single_view"],
    };

    /// <summary>The tokens that the kept cases of a model use.</summary>
    public static IEnumerable<int> Tokens(string folder, string model)
        => _cases.GetValueOrDefault(model, []).SelectMany(name => Read(folder, model, name)).Where(tensor => IsTokens(tensor.Name)).SelectMany(tensor => tensor.Value.data<int>().ToArray());

    /// <summary>Writes the kept cases of a model, and of those that give their features.</summary>
    /// <param name="folder">The cases.</param>
    /// <param name="target">Where to write.</param>
    /// <param name="model">The model, or <c>features</c>.</param>
    /// <param name="used">The tokens that the checkpoint keeps, in their order; the ids become their indices.</param>
    public static void Write(string folder, string target, string model, int[] used)
    {
        foreach (var name in _cases[model])
        {
            var file = Path.Combine(SiblingIndex.FolderOf(target), model, name);
            SafetensorsWriter.Write(file + ".safetensors", [.. Read(folder, model, name).Select(tensor => IsTokens(tensor.Name) ? (tensor.Name, SubsetExport.Renumber(tensor.Value, used)) : tensor)]);
            WriteCase(Path.Combine(SiblingIndex.FolderOf(folder), model, name + ".json"), file + ".json");
        }
    }

    /// <summary>Writes the list of the cases, so that one that is lost is missed.</summary>
    public static void WriteIndex(string target)
    {
        var cases = _cases.SelectMany(ofModel => ofModel.Value.Select(name => (Method: name.Split('.')[0], Path: $"{SiblingIndex.Cases}/{ofModel.Key}/{name}.json")))
            .GroupBy(item => item.Method, item => item.Path).OrderBy(group => group.Key, StringComparer.Ordinal);
        var index = new JsonObject { ["cases"] = new JsonObject(cases.Select(group => KeyValuePair.Create(group.Key, (JsonNode?)new JsonArray([.. group.Order(StringComparer.Ordinal).Select(path => (JsonNode)path)])))) };
        File.WriteAllText(SiblingIndex.FileOf(target), index.ToJsonString() + "\n");
    }

    private static bool IsTokens(string tensor) => tensor == "token_ids";

    private static List<(string Name, Tensor Value)> Read(string folder, string model, string name) => SubsetExport.Read(Path.Combine(SiblingIndex.FolderOf(folder), model, name + ".safetensors"));

    private static void WriteCase(string source, string target)
    {
        var root = JsonNode.Parse(PythonJson.Read(source).GetRawText())!.AsObject();
        if (root["classnames"] is JsonArray names)
        {
            root["classnames"] = new JsonArray([.. Enumerable.Range(0, names.Count).Select(i => (JsonNode)$"class{i}")]);
        }
        foreach (var key in root.Select(property => property.Key).Where(key => key.EndsWith("_max_abs_diff", StringComparison.Ordinal)).ToArray())
        {
            root.Remove(key);
        }
        File.WriteAllText(target, root.ToJsonString() + "\n");
    }
}
