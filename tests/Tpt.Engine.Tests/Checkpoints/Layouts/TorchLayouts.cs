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
        ["hf .bin, names behind module."] = new(Prefixed),
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

    private static ModelOptions Prefixed(SampleModel model, string folder)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        TorchArchiveWriter.WriteState(Path.Combine(folder, WeightsFile), model.Weights.ToDictionary(weight => "module." + weight.Key, weight => weight.Value));
        return new ModelOptions { Path = folder };
    }
}
