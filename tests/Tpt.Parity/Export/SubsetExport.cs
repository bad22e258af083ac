using System.Text.Json.Nodes;
using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Export;

/// <summary>
/// The part of the goldens that this repository keeps: cases of the vision transformers, without class names, views that
/// no case uses and vocabulary. Of the token embeddings only the rows that a case uses, or one of TPT's relatives, are there, under new ids in the
/// old order, so that the end-of-text token keeps the largest.
/// </summary>
internal static class SubsetExport
{
    private const string Embedding = "text_model.embeddings.token_embedding.weight";
    private const string VocabularySize = "vocab_size";

    private static readonly Dictionary<string, string[]> _cases = new()
    {
        ["vit_mh"] = ["base64", "base16_one_selected", "steps2", "cls_middle", "class_lengths", "sequence3"],
        ["vit_tiny"] = ["coop_ctx16_steps2", "ctx_multi_bpe_word", "half_selected_lr", "no_step", "one_class", "position_front", "position_middle_no_cls", "single_view"],
    };

    /// <param name="goldens">The goldens.</param>
    /// <param name="siblings">The cases of TPT's relatives, which are computed with the same checkpoints.</param>
    /// <param name="target">Where to write.</param>
    public static void Write(string goldens, string siblings, string target)
    {
        var ofSiblings = Path.Combine(target, "relatives");
        foreach (var (model, cases) in _cases)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var source = Path.Combine(goldens, "tpt", model);
            var read = cases.Select(name => (Name: name, Case: TptCase.Read(Path.Combine(source, name + ".json")), Tensors: Read(Path.Combine(source, name + ".safetensors")))).ToArray();
            var used = read.SelectMany(item => item.Tensors.First(tensor => tensor.Name == "token_ids").Value.data<int>().ToArray()).Concat(SiblingExport.Tokens(siblings, model)).Append(0).Distinct().Order().ToArray();

            WriteCheckpoint(Path.Combine(goldens, "checkpoints", model), Path.Combine(target, "checkpoints", model), used);
            var folder = Path.Combine(target, "tpt", model);
            foreach (var (name, _, tensors) in read)
            {
                SafetensorsWriter.Write(Path.Combine(folder, name + ".safetensors"), [.. tensors.Select(tensor => tensor.Name == "token_ids" ? (tensor.Name, Renumber(tensor.Value, used)) : tensor)]);
                WriteCase(Path.Combine(source, name + ".json"), Path.Combine(folder, name + ".json"));
            }
            var viewCount = read.Max(item => item.Case.Views.Max(range => range.End));
            SafetensorsWriter.Write(Path.Combine(folder, "views.safetensors"), [("views", Read(Path.Combine(source, "views.safetensors"))[0].Value.narrow(0, 0, viewCount))]);
            var index = new JsonObject { ["model"] = model, ["cases"] = new JsonArray([.. cases.Select(name => (JsonNode)name)]) };
            File.WriteAllText(Path.Combine(folder, "index.json"), index.ToJsonString() + "\n");
            SiblingExport.Write(siblings, ofSiblings, model, used);
        }
        SiblingExport.Write(siblings, ofSiblings, "features", used: []);
        SiblingExport.WriteIndex(ofSiblings);
    }

    /// <summary>The ids as indices among those that are kept.</summary>
    public static Tensor Renumber(Tensor ids, int[] used)
        => tensor(ids.data<int>().ToArray().Select(id => Array.BinarySearch(used, id)).ToArray(), ids.shape, dtype: ScalarType.Int32);

    /// <summary>The tensors of a safetensors file, by name.</summary>
    public static List<(string Name, Tensor Value)> Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return [.. file.Names.Order(StringComparer.Ordinal).Select(name => (name, file.Read(name)))];
    }

    private static void WriteCheckpoint(string source, string target, int[] used)
    {
        var rows = tensor(used.Select(id => (long)id).ToArray());
        var weights = Read(Path.Combine(source, "model.safetensors")).Where(weight => !weight.Name.EndsWith("position_ids", StringComparison.Ordinal));
        SafetensorsWriter.Write(Path.Combine(target, "model.safetensors"),
            [.. weights.Select(weight => (weight.Name, Halve(weight.Name == Embedding ? weight.Value.index_select(0, rows) : weight.Value)))]);
        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "config.json")))!;
        config["text_config"]![VocabularySize] = used.Length;
        File.WriteAllText(Path.Combine(target, "config.json"), config.ToJsonString() + "\n");
        File.Copy(Path.Combine(source, "preprocessor_config.json"), Path.Combine(target, "preprocessor_config.json"), overwrite: true);
    }

    private static void WriteCase(string source, string target)
    {
        var root = JsonNode.Parse(PythonJson.Read(source).GetRawText())!.AsObject();
        root["classnames"] = new JsonArray([.. Enumerable.Range(0, root["classnames"]!.AsArray().Count).Select(i => (JsonNode)$"class{i}")]);
        foreach (var key in root.Select(property => property.Key).Where(key => key is "diagnostics" or "fp32_vs_fp64_max_abs_diff").ToArray())
        {
            root.Remove(key);
        }
        File.WriteAllText(target, root.ToJsonString() + "\n");
    }

    /// <summary>16-bit floats wherever they hold exactly the same numbers.</summary>
    private static Tensor Halve(Tensor weight)
        => weight.dtype == ScalarType.Float32 && weight.to(ScalarType.Float16) is var half && half.to(ScalarType.Float32).eq(weight).all().item<bool>() ? half : weight;
}
