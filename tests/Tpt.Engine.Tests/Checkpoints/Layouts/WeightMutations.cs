using TorchSharp;
using Tpt.Engine.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>Weights that are not quite those of the control, or that lack what says how they are to be read.</summary>
internal static class WeightMutations
{
    private static readonly string[] _activation = ["QuickGelu", "QuickGELU", "quick_gelu", "activation"];
    private static readonly string[] _preprocessing = ["preprocess", "mean and std"];
    private static readonly string[] _integers = ["floating point", "Int8", "Byte", "Int32", "Int64"];

    public static IReadOnlyDictionary<string, CheckpointMutation> All { get; } = Create();

    private static Dictionary<string, CheckpointMutation> Create()
    {
        var all = new Dictionary<string, CheckpointMutation>(StringComparer.Ordinal)
        {
            ["half of the names behind a prefix"] = new(SomePrefixed, "clip.", "vision_model"),
            ["a tensor under two names"] = new((model, folder) => Safetensors(model, folder, weights => weights["module.logit_scale"] = weights["logit_scale"]), "logit_scale"),
            ["a tensor is missing"] = new((model, folder) => Safetensors(model, folder, weights => weights.Remove("logit_scale")), "logit_scale"),
            ["the .bin names a function"] = new(Hostile, "posix.system"),
        };
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16 })
        {
            all[$"weights alone in {dtype}, the activation unsaid"] = new((model, folder) => WithPreprocessor(model, folder, dtype), _activation);
            all[$"weights alone in {dtype}, the preprocessing unsaid"] = new((model, folder) => OpenClipLayouts.WeightsAlone(model, folder, dtype) with { QuickGelu = true }, _preprocessing);
            all[$"not a number in {dtype}"] = new((model, folder) => NotANumber(model, folder, dtype), "finite");
        }
        foreach (var dtype in new[] { ScalarType.Int8, ScalarType.Byte, ScalarType.Int32, ScalarType.Int64 })
        {
            all[$"a matrix of {dtype}"] = new((model, folder) => Safetensors(model, folder, weights => Round(weights, dtype)), _integers);
            all[$"a matrix of {dtype} in a .bin"] = new((model, folder) => Bin(model, folder, weights => Round(weights, dtype)), [.. _integers, "CharStorage", "ByteStorage", "IntStorage", "LongStorage"]);
        }
        return all;
    }

    private static ModelOptions Safetensors(SampleModel model, string folder, Action<Dictionary<string, Tensor>> change)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        var weights = model.Weights.ToDictionary();
        change(weights);
        SafetensorsWriter.Write(Path.Combine(folder, HuggingFaceLayouts.WeightsFile), weights);
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions Bin(SampleModel model, string folder, Action<Dictionary<string, Tensor>> change)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        var weights = model.Weights.ToDictionary();
        change(weights);
        TorchArchiveWriter.WriteState(Path.Combine(folder, TorchLayouts.WeightsFile), weights);
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions SomePrefixed(SampleModel model, string folder)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        var weights = model.Weights.ToDictionary(weight => weight.Key.StartsWith("vision", StringComparison.Ordinal) ? $"clip.{weight.Key}" : weight.Key, weight => weight.Value);
        SafetensorsWriter.Write(Path.Combine(folder, HuggingFaceLayouts.WeightsFile), weights);
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions WithPreprocessor(SampleModel model, string folder, ScalarType dtype)
    {
        var options = OpenClipLayouts.WeightsAlone(model, folder, dtype);
        SampleFiles.WriteJson(folder, "preprocessor_config.json", model.Preprocessor());
        return options;
    }

    private static ModelOptions NotANumber(SampleModel model, string folder, ScalarType dtype) => Safetensors(model, folder, weights =>
    {
        var weight = weights["text_projection.weight"].to(dtype, copy: true);
        weight.view(-1)[7] = float.NaN;
        weights["text_projection.weight"] = weight;
    });

    private static void Round(Dictionary<string, Tensor> weights, ScalarType dtype)
        => weights["text_projection.weight"] = weights["text_projection.weight"].mul(20).abs().to(dtype);

    /// <summary>What <c>torch.load</c> would run: it is named where the weights should be.</summary>
    private static ModelOptions Hostile(SampleModel model, string folder)
    {
        HuggingFaceLayouts.WriteSmallFiles(model, folder);
        using var writer = new TorchArchiveWriter(Path.Combine(folder, TorchLayouts.WeightsFile));
        writer.Finish(new PickleBuilder().Global("posix", "system").Text("true").Op(PickleOpcode.Tuple1, PickleOpcode.Reduce));
        return new ModelOptions { Path = folder };
    }
}
