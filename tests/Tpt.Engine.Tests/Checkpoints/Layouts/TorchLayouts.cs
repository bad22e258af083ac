using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>Hugging Face's folders with weights that <c>torch.save</c> wrote, as <c>safe_serialization=False</c> does and everything before 2023 did.</summary>
internal static class TorchLayouts
{
    public const string WeightsFile = "pytorch_model.bin";

    public static IReadOnlyDictionary<string, CheckpointLayout> All { get; } = new Dictionary<string, CheckpointLayout>(StringComparer.Ordinal)
    {
        ["hf .bin"] = new((model, folder) => Write(model, folder, ScalarType.Float32)),
        ["hf .bin, the file of the weights"] = new((model, folder) => Write(model, folder, ScalarType.Float32) with { Path = Path.Combine(folder, WeightsFile) }),
        ["hf .bin, 16 bits"] = new((model, folder) => Write(model, folder, ScalarType.Float16)),
        ["hf .bin, bfloat16"] = new((model, folder) => Write(model, folder, ScalarType.BFloat16)),
        ["hf .bin, sharded"] = new(Sharded),
        ["hf .bin, names behind module."] = new((model, folder) => Prefixed(model, folder, "module.")),
        ["hf .bin, names behind clip."] = new((model, folder) => Prefixed(model, folder, "clip.")),
        ["hf .bin, sharded, names behind model."] = new(ShardedPrefixed),
        ["hf .bin, a training checkpoint"] = new(TrainingCheckpoint),
    };

    private static ModelOptions Write(SampleModel model, string folder, ScalarType dtype)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        TorchArchiveWriter.WriteState(Path.Combine(folder, WeightsFile), model.Weights.ToDictionary().To(dtype));
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions Sharded(SampleModel model, string folder)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        Shards.Write(folder, "pytorch_model", ".bin", model.Weights, TorchArchiveWriter.WriteState);
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions Prefixed(SampleModel model, string folder, string prefix)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        TorchArchiveWriter.WriteState(Path.Combine(folder, WeightsFile), Behind(prefix, model.Weights));
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions ShardedPrefixed(SampleModel model, string folder)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        Shards.Write(folder, "pytorch_model", ".bin", Behind("model.", model.Weights), TorchArchiveWriter.WriteState);
        return new ModelOptions { Path = folder };
    }

    /// <summary>The state beside other things, as a training loop of one's own saves it.</summary>
    private static ModelOptions TrainingCheckpoint(SampleModel model, string folder)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        var path = Path.Combine(folder, "checkpoint.pth");
        using var writer = new TorchArchiveWriter(path);
        var state = writer.State(model.Weights);
        writer.Finish(new PickleBuilder().Dict(("epoch", pickle => pickle.Int(3)), ("state_dict", state)));
        return new ModelOptions { Path = path };
    }

    private static Dictionary<string, Tensor> Behind(string prefix, IReadOnlyDictionary<string, Tensor> weights)
        => weights.ToDictionary(weight => prefix + weight.Key, weight => weight.Value);
}
