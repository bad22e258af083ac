using System.Text.Json;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>
/// A checkpoint in several files, safetensors or torch.save's, with Hugging Face's index <c>{"weight_map": {"name": "file"}}</c> beside them.
/// </summary>
internal sealed class ShardedTensors : IStoredTensors
{
    /// <summary>All are open at once. The largest CLIP, in Hugging Face's parts of 5 GB, has 4.</summary>
    private const int MaxShards = 128;

    private readonly Dictionary<string, IStoredTensors> _shardOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IStoredTensors> _shards = new(StringComparer.Ordinal);

    private readonly ModelFileReader _index = new();

    private ShardedTensors(string indexPath) => Description = indexPath;

    public string Description { get; }

    public IReadOnlyCollection<string> Names => _shardOf.Keys;

    /// <summary>Whether a file's name is that of an index: <c>model.safetensors.index.json</c>, <c>pytorch_model.bin.index.fp16.json</c>.</summary>
    public static bool IsIndex(string path)
        => Path.GetFileName(path) is var name && name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && name.Contains(".index.", StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FileNotFoundException">A file that the index names is not there.</exception>
    /// <exception cref="InvalidDataException">The index or a shard is broken, or they contradict each other.</exception>
    public static ShardedTensors Open(string indexPath)
    {
        var source = new ShardedTensors(indexPath);
        try
        {
            foreach (var (name, file) in source.ReadWeightMap())
            {
                var shard = source.OpenShard(name, file);
                source._shardOf[name] = shard.Names.Contains(name)
                    ? shard
                    : throw new InvalidDataException($"'{indexPath}' says that tensor '{Excerpt.Of(name)}' is in '{Excerpt.Of(file)}', but it is not.");
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

    public string StoredNameOf(string name) => name;

    public Tensor Read(string name) => _shardOf[name].Read(name);

    public Tensor ReadRows(string name, long start, long count) => _shardOf[name].ReadRows(name, start, count);

    public IReadOnlyList<ModelFile> Fingerprint() => [.. _index.Files, .. _shards.Values.SelectMany(shard => shard.Fingerprint())];

    public void Dispose()
    {
        foreach (var shard in _shards.Values)
        {
            shard.Dispose();
        }
    }

    private IStoredTensors OpenShard(string name, string file)
    {
        if (_shards.TryGetValue(file, out var shard))
        {
            return shard;
        }
        // An index is data from elsewhere: it may not point out of its own folder.
        if (file.Length == 0 || file != Path.GetFileName(file))
        {
            throw new InvalidDataException($"'{Description}': the file of tensor '{Excerpt.Of(name)}' is '{Excerpt.Of(file)}'; it must be the name of a file beside the index.");
        }
        if (_shards.Count == MaxShards)
        {
            throw new InvalidDataException(Invariant($"'{Description}' names more than {MaxShards} files; a checkpoint of CLIP has a few."));
        }
        var path = Path.Combine(Path.GetDirectoryName(Description)!, file);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"'{Description}' names '{Excerpt.Of(file)}', which is not beside it. Fetch all parts, as with 'tpt download <id>'.", path);
        }
        return _shards[file] = TensorFile.Open(path);
    }

    private Dictionary<string, string> ReadWeightMap()
    {
        try
        {
            using var document = JsonText.Parse(_index.Read(Description));
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
            {
                throw NoWeightMap("there is no object of that name");
            }
            return map.EnumerateObject().ToDictionary(entry => entry.Name, FileOf, StringComparer.Ordinal);
        }
        catch (JsonException e)
        {
            throw NoWeightMap(e.Message, e);
        }
    }

    private string FileOf(JsonProperty entry) => entry.Value.ValueKind == JsonValueKind.String
        ? entry.Value.GetString()!
        : throw NoWeightMap($"the file of tensor '{Excerpt.Of(entry.Name)}' is {Excerpt.Of(entry.Value.GetRawText())}");

    private InvalidDataException NoWeightMap(string reason, Exception? inner = null)
        => new($"'{Description}' is not the index of a sharded checkpoint: it has no weight_map from names to files. {reason}.", inner);
}
