using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>OpenAI's own files: no configuration, but three scalars that tell QuickGELU and CLIP's preprocessing. The tokenizer lies elsewhere.</summary>
internal static class OpenAiLayouts
{
    public static IReadOnlyDictionary<string, CheckpointLayout> All { get; } = new Dictionary<string, CheckpointLayout>(StringComparer.Ordinal)
    {
        ["OpenAI .safetensors"] = new((model, folder) => Write(model, folder, "ViT-B-32.safetensors", ScalarType.Float32, SafetensorsWriter.Write), SaysGelu: false),
        ["OpenAI .safetensors, 16 bits"] = new((model, folder) => Write(model, folder, "ViT-B-32.safetensors", ScalarType.Float16, SafetensorsWriter.Write), SaysGelu: false),
        ["OpenAI .pt, a state dictionary"] = new((model, folder) => Write(model, folder, "ViT-B-32.pt", ScalarType.Float16, TorchArchiveWriter.WriteState), SaysGelu: false),
        ["OpenAI .pt, a state dictionary in 32 bits"] = new((model, folder) => Write(model, folder, "RN50.pth", ScalarType.Float32, TorchArchiveWriter.WriteState), SaysGelu: false),
        ["OpenAI .pt, TorchScript"] = new((model, folder) => Write(model, folder, "ViT-B-32.pt", ScalarType.Float16, TorchScriptWriter.Write), SaysGelu: false),
    };

    private static ModelOptions Write(SampleModel model, string folder, string name, ScalarType dtype, Action<string, IReadOnlyDictionary<string, Tensor>> write)
    {
        var tokenizer = Path.Combine(folder, "tokenizer");
        Directory.CreateDirectory(tokenizer);
        SampleTokenizer.WriteVocabularyAndMerges(tokenizer);
        var weights = model.OpenAiWeights(dtype);
        weights["input_resolution"] = tensor((long)model.Config.Vision.ImageSize);
        weights["context_length"] = tensor((long)model.Config.Text.MaxPositionEmbeddings);
        weights["vocab_size"] = tensor((long)model.Config.Text.VocabSize);
        write(Path.Combine(folder, name), weights);
        return new ModelOptions { Path = Path.Combine(folder, name), TokenizerFolder = tokenizer };
    }
}
