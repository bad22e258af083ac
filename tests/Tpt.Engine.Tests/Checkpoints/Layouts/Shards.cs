using System.Text.Json;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>Weights in two files with an index, as <c>save_pretrained(max_shard_size=...)</c> writes them.</summary>
internal static class Shards
{
    /// <param name="folder">Where to.</param>
    /// <param name="name">The beginning of the files' names.</param>
    /// <param name="extension">Their end.</param>
    /// <param name="weights">The weights, of which the two files take turns.</param>
    /// <param name="write">Writes one file.</param>
    public static void Write(string folder, string name, string extension, IReadOnlyDictionary<string, Tensor> weights, Action<string, IReadOnlyDictionary<string, Tensor>> write)
    {
        Directory.CreateDirectory(folder);
        var files = weights.Keys.Select((key, i) => (key, File: $"{name}-0000{(i % 2) + 1}-of-00002{extension}")).ToDictionary(entry => entry.key, entry => entry.File);
        foreach (var shard in weights.GroupBy(weight => files[weight.Key]))
        {
            write(Path.Combine(folder, shard.Key), shard.ToDictionary());
        }
        File.WriteAllText(Path.Combine(folder, $"{name}{extension}.index.json"), JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = files }));
    }
}
