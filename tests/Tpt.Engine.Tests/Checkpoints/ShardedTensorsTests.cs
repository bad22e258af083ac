using System.Text.Json;
using TorchSharp;
using Tpt.Engine.Checkpoints.Storage;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class ShardedTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ShardedFolder_EqualsTheSingleFile()
    {
        using var scope = NewDisposeScope();
        var weights = TinyModel.Weights(TinyModel.VisionTransformer);
        using var single = new TemporaryFolder();
        TinyModel.WriteConfiguration(single.Path, TinyModel.VisionTransformer);
        SafetensorsWriter.Write(single.File("model.safetensors"), weights);
        TinyModel.WriteConfiguration(_folder.Path, TinyModel.VisionTransformer);
        var shards = weights.Select((w, i) => (w.Key, w.Value, File: $"model-0000{i % 3 + 1}-of-00003.safetensors")).ToArray();
        foreach (var shard in shards.GroupBy(w => w.File))
        {
            SafetensorsWriter.Write(_folder.File(shard.Key), shard.ToDictionary(w => w.Key, w => w.Value));
        }
        WriteIndex(shards.ToDictionary(w => w.Key, w => w.File));

        using var expected = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = single.Path });
        using var actual = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path });

        TinyModel.Features(actual.Network, 24).Should().Equal(TinyModel.Features(expected.Network, 24));
    }

    [Theory]
    [InlineData("pytorch_model.bin.index.json")]
    [InlineData("open_clip_pytorch_model.bin.index.json")]
    [InlineData("pytorch_model.bin.index.fp16.json")]
    public void Open_ShardsOfTorchSave_GiveTheStoredBits(string index)
    {
        using var scope = NewDisposeScope();
        var weights = TinyModel.Weights(TinyModel.VisionTransformer);
        var shards = weights.Select((w, i) => (w.Key, w.Value, File: $"pytorch_model-0000{i % 2 + 1}-of-00002.bin")).ToArray();
        foreach (var shard in shards.GroupBy(w => w.File))
        {
            TorchArchiveWriter.Write(_folder.File(shard.Key), shard.ToDictionary(w => w.Key, w => w.Value));
        }
        File.WriteAllText(_folder.File(index), "\uFEFF" + JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = shards.ToDictionary(w => w.Key, w => w.File) }));

        foreach (var path in new[] { _folder.Path, _folder.File(index) })
        {
            using var tensors = WeightFiles.Open(path);

            tensors.Names.Should().BeEquivalentTo(weights.Keys);
            foreach (var (name, expected) in weights)
            {
                tensors.Read(name).bytes.SequenceEqual(expected.bytes).Should().BeTrue(name);
            }
            tensors.Fingerprint().Should().HaveCount(3);
        }
    }

    [Fact]
    public void Open_HundredsOfShards_IsRefused()
    {
        var map = Enumerable.Range(0, 300).ToDictionary(i => $"tensor{i}", i => $"part-{i}.safetensors");
        foreach (var (name, file) in map)
        {
            SafetensorsWriter.Write(_folder.File(file), new Dictionary<string, Tensor> { [name] = ones(1) });
        }
        WriteIndex(map);

        Open().Should().Throw<InvalidDataException>().WithMessage("*names more than 128 files*");
    }

    [Fact]
    public void Open_ShardThatIsALfsPointer_SaysWhatItIs()
    {
        File.WriteAllText(_folder.File("model-1.safetensors"), "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 605247071\n");
        WriteIndex(new() { ["a"] = "model-1.safetensors" });

        Open().Should().Throw<InvalidDataException>().WithMessage("*model-1.safetensors' is a Git LFS pointer*git lfs pull*");
    }

    [Fact]
    public void Open_ShardThatIsNotThere_NamesIt()
    {
        WriteIndex(new() { ["a"] = "model-1.safetensors" });

        Open().Should().Throw<FileNotFoundException>().WithMessage("*names 'model-1.safetensors', which is not beside it*");
    }

    [Fact]
    public void Open_TensorThatItsShardLacks_NamesBoth()
    {
        SafetensorsWriter.Write(_folder.File("model-1.safetensors"), new Dictionary<string, Tensor> { ["a"] = ones(1) });
        WriteIndex(new() { ["a"] = "model-1.safetensors", ["b"] = "model-1.safetensors" });

        Open().Should().Throw<InvalidDataException>().WithMessage("*tensor 'b' is in 'model-1.safetensors', but it is not*");
    }

    [Theory]
    [InlineData("../model-1.safetensors")]
    [InlineData("/model-1.safetensors")]
    [InlineData("")]
    public void Open_FileOutsideTheFolder_IsRefused(string file)
    {
        WriteIndex(new() { ["a"] = file });

        Open().Should().Throw<InvalidDataException>().WithMessage("*it must be the name of a file beside the index*");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"weight_map": {"a": 1}}""")]
    public void Open_NoWeightMap_SaysSo(string json)
    {
        File.WriteAllText(_folder.File("model.safetensors.index.json"), json);

        Open().Should().Throw<InvalidDataException>().WithMessage("*it has no weight_map*");
    }

    private void WriteIndex(Dictionary<string, string> weightMap)
        => File.WriteAllText(_folder.File("model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = weightMap }));

    private Action Open() => () => ShardedTensors.Open(_folder.File("model.safetensors.index.json")).Dispose();
}
