using System.Text.Json;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// A checkpoint in several safetensors files, with Hugging Face's index <c>{"weight_map": {"name": "file"}}</c> beside them.
/// </summary>
internal sealed class ShardedSafetensors : ITensorSource
{
    private readonly Dictionary<string, SafetensorsFile> _shardOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SafetensorsFile> _shards = new(StringComparer.Ordinal);

    private ShardedSafetensors(string indexPath) => Description = indexPath;

    public string Description { get; }

    public IReadOnlyCollection<string> Names => _shardOf.Keys;

    /// <exception cref="FileNotFoundException">A file that the index names is not there.</exception>
    /// <exception cref="InvalidDataException">The index or a shard is broken, or they contradict each other.</exception>
    public static ShardedSafetensors Open(string indexPath)
    {
        var source = new ShardedSafetensors(indexPath);
        try
        {
            foreach (var (name, file) in ReadWeightMap(indexPath))
            {
                var shard = source.OpenShard(name, file);
                source._shardOf[name] = shard.Names.Contains(name)
                    ? shard
                    : throw new InvalidDataException($"'{indexPath}' says that tensor '{name}' is in '{file}', but it is not.");
            }
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    public long[] ShapeOf(string name) => _shardOf[name].ShapeOf(name);

    public ScalarType DTypeOf(string name) => _shardOf[name].DTypeOf(name);

    public Tensor Read(string name) => _shardOf[name].Read(name);

    public void Dispose()
    {
        foreach (var shard in _shards.Values)
        {
            shard.Dispose();
        }
    }

    private SafetensorsFile OpenShard(string name, string file)
    {
        if (_shards.TryGetValue(file, out var shard))
        {
            return shard;
        }
        // An index is data from elsewhere: it may not point out of its own folder.
        if (file.Length == 0 || file != Path.GetFileName(file))
        {
            throw new InvalidDataException($"'{Description}': the file of tensor '{name}' is '{file}'; it must be the name of a file beside the index.");
        }
        var path = Path.Combine(Path.GetDirectoryName(Description)!, file);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"'{Description}' names '{file}', which is not beside it.", path);
        }
        return _shards[file] = SafetensorsFile.Open(path);
    }

    private static Dictionary<string, string> ReadWeightMap(string indexPath)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(indexPath));
            return document.RootElement.GetProperty("weight_map").EnumerateObject()
                .ToDictionary(entry => entry.Name, entry => entry.Value.GetString() ?? "", StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new InvalidDataException($"'{indexPath}' is not the index of a sharded checkpoint: it has no weight_map from names to files.", e);
        }
    }
}
