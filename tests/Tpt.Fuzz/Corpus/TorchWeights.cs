using System.Text.Json;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Fuzz.Corpus;

/// <summary>Small weights in files of torch.save and torch.jit.save, and in parts with an index.</summary>
internal static class TorchWeights
{
    /// <summary>State dictionaries alone and among the state of a training, with storages of every layout.</summary>
    public static IReadOnlyList<byte[]> StateDictionaries { get; } =
    [
        .. Enum.GetValues<TorchStorageLayout>().Select(layout => Make(layout, (writer, tensors) => new PickleBuilder().StateDict(writer.Items(tensors)))),
        Make(TorchStorageLayout.Own, (writer, tensors) => new PickleBuilder().Dict(
            ("epoch", p => p.Int(3)),
            ("state_dict", p => p.StateDict(writer.Items(tensors.ToDictionary(tensor => "module." + tensor.Key, tensor => tensor.Value)))),
            ("optimizer", p => p.Global("torch.optim.adamw", "AdamW").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj).Dict().Op(PickleOpcode.Build)))),
    ];

    /// <summary>A tree of objects of TorchScript, with integers beside the tensors.</summary>
    public static byte[] Scripted { get; } = Written(path => WithTensors(tensors => TorchArchiveWriter.WriteScripted(path, tensors, ("context_length", 77), ("vocab_size", 40))));

    /// <summary>Two files with half of the tensors each.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> Parts { get; } =
    [
        ("pytorch_model-00001-of-00002.bin", Make(TorchStorageLayout.Own, (writer, tensors) => new PickleBuilder().StateDict(writer.Items(tensors.Take(3).ToDictionary())))),
        ("pytorch_model-00002-of-00002.bin", Make(TorchStorageLayout.Own, (writer, tensors) => new PickleBuilder().StateDict(writer.Items(tensors.Skip(3).ToDictionary())))),
    ];

    /// <summary>The index of the two.</summary>
    public static byte[] Index { get; } = MakeIndex();

    private static byte[] Make(TorchStorageLayout layout, Func<TorchArchiveWriter, IReadOnlyDictionary<string, Tensor>, PickleBuilder> pickle)
    {
        byte[] archive = [];
        WithTensors(tensors =>
        {
            var writer = new TorchArchiveWriter(layout);
            archive = writer.Build(pickle(writer, tensors));
        });
        return archive;
    }

    private static byte[] MakeIndex()
    {
        byte[] index = [];
        WithTensors(tensors => index = JsonSerializer.SerializeToUtf8Bytes(new
        {
            metadata = new { total_size = 1 },
            weight_map = tensors.Keys.Select((name, i) => (name, Parts[i / 3].Name)).ToDictionary(part => part.name, part => part.Name),
        }));
        return index;
    }

    private static byte[] Written(Action<string> write)
    {
        var path = Path.GetTempFileName();
        try
        {
            write(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void WithTensors(Action<IReadOnlyDictionary<string, Tensor>> use)
    {
        using var scope = NewDisposeScope();
        use(new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["logit_scale"] = tensor(4.6f),
            ["visual.proj"] = arange(12, dtype: ScalarType.Float32).view(3, 4),
            ["visual.conv1.weight"] = arange(24).to(ScalarType.Float16).view(2, 3, 2, 2),
            ["visual.class_embedding"] = arange(5).to(ScalarType.BFloat16),
            ["text_model.embeddings.position_ids"] = arange(7).view(1, 7),
            ["token_embedding.weight"] = arange(8, dtype: ScalarType.Int8).view(4, 2),
        });
    }
}
