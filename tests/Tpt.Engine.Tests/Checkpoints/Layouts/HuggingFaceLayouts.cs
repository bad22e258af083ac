using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>The folders that <c>CLIPModel.save_pretrained</c> and <c>CLIPProcessor.save_pretrained</c> write, or wrote.</summary>
internal static class HuggingFaceLayouts
{
    public const string WeightsFile = "model.safetensors";

    private static readonly string[] _towers = ["text", "vision"];

    public static IReadOnlyDictionary<string, CheckpointLayout> All { get; } = new Dictionary<string, CheckpointLayout>(StringComparer.Ordinal)
    {
        ["hf"] = new(Plain),
        ["hf, the file of the weights"] = new((model, folder) => Plain(model, folder) with { Path = Path.Combine(folder, WeightsFile) }),
        ["hf, 16 bits"] = new((model, folder) => InDType(model, folder, ScalarType.Float16)),
        ["hf, bfloat16"] = new((model, folder) => InDType(model, folder, ScalarType.BFloat16)),
        ["hf, sharded"] = new(Sharded),
        ["hf, names behind clip."] = new((model, folder) => Prefixed(model, folder, "clip.")),
        ["hf, names behind model."] = new((model, folder) => Prefixed(model, folder, "model.")),
        ["hf, names behind module."] = new((model, folder) => Prefixed(model, folder, "module.")),
        ["hf, legacy"] = new(Legacy),
        ["hf, *_config_dict alone"] = new(ConfigDictAlone),
        ["hf, *_config_dict beside"] = new(ConfigDictBeside),
        ["hf, transformers 5"] = new(Transformers5),
        ["hf, processor_config.json beside preprocessor_config.json"] = new(BothProcessors),
        ["hf, older weights and other programs' files beside"] = new(ForeignFiles),
        ["hf, byte order marks"] = new(ByteOrderMarks),
    };

    public static ModelOptions Plain(SampleModel model, string folder)
    {
        WriteSmallFiles(model, folder);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), model.Weights);
        return new ModelOptions { Path = folder };
    }

    /// <summary>All but the weights.</summary>
    public static void WriteSmallFiles(SampleModel model, string folder)
    {
        SampleFiles.WriteJson(folder, "config.json", model.HuggingFaceConfig());
        SampleFiles.WriteJson(folder, "preprocessor_config.json", model.Preprocessor());
        SampleTokenizer.WriteVocabularyAndMerges(folder);
    }

    private static ModelOptions InDType(SampleModel model, string folder, ScalarType dtype)
    {
        var options = Plain(model, folder);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), model.Weights.ToDictionary().To(dtype));
        return options;
    }

    private static ModelOptions Sharded(SampleModel model, string folder)
    {
        WriteSmallFiles(model, folder);
        Shards.Write(folder, "model", ".safetensors", model.Weights, SafetensorsWriter.Write);
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions Prefixed(SampleModel model, string folder, string prefix)
    {
        WriteSmallFiles(model, folder);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), model.Weights.ToDictionary(weight => prefix + weight.Key, weight => weight.Value));
        return new ModelOptions { Path = folder };
    }

    /// <summary>As the first releases of transformers wrote it: an end token of 2, sections of null, position ids, sizes as numbers.</summary>
    private static ModelOptions Legacy(SampleModel model, string folder)
    {
        WriteSmallFiles(model, folder);
        SampleFiles.ChangeJson(folder, "config.json", config =>
        {
            (config["text_config_dict"], config["vision_config_dict"]) = (null, null);
            (config["text_config"]!["eos_token_id"], config["text_config"]!["bos_token_id"]) = (2, 0);
        });
        SampleFiles.ChangeJson(folder, "preprocessor_config.json", preprocessor =>
        {
            preprocessor.Remove("image_processor_type");
            preprocessor["feature_extractor_type"] = "CLIPFeatureExtractor";
            (preprocessor["size"], preprocessor["crop_size"]) = (model.Config.Vision.ImageSize, model.Config.Vision.ImageSize);
        });
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), new Dictionary<string, Tensor>(model.Weights)
        {
            ["text_model.embeddings.position_ids"] = arange(model.Config.Text.MaxPositionEmbeddings).unsqueeze(0),
            ["vision_model.embeddings.position_ids"] = arange(10).unsqueeze(0),
        });
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions ConfigDictAlone(SampleModel model, string folder)
    {
        var options = Plain(model, folder);
        SampleFiles.ChangeJson(folder, "config.json", config => Array.ForEach(_towers, tower =>
        {
            config[$"{tower}_config_dict"] = config[$"{tower}_config"]!.DeepClone();
            config[$"{tower}_config"] = null;
        }));
        return options;
    }

    /// <summary>Both say the same.</summary>
    private static ModelOptions ConfigDictBeside(SampleModel model, string folder)
    {
        var options = Plain(model, folder);
        SampleFiles.ChangeJson(folder, "config.json", config => Array.ForEach(_towers, tower => config[$"{tower}_config_dict"] = config[$"{tower}_config"]!.DeepClone()));
        return options;
    }

    private static ModelOptions Transformers5(SampleModel model, string folder)
    {
        var options = Plain(model, folder);
        SampleFiles.ChangeJson(folder, "config.json", config =>
        {
            config.Remove("torch_dtype");
            (config["dtype"], config["transformers_version"]) = ("float32", "5.3.0");
        });
        WriteProcessor(model, folder);
        Array.ForEach(["preprocessor_config.json", "vocab.json", "merges.txt"], file => File.Delete(Path.Combine(folder, file)));
        SampleTokenizer.WriteTokenizerJson(folder);
        return options;
    }

    private static ModelOptions BothProcessors(SampleModel model, string folder)
    {
        var options = Plain(model, folder);
        WriteProcessor(model, folder);
        return options;
    }

    private static void WriteProcessor(SampleModel model, string folder)
        => SampleFiles.WriteJson(folder, "processor_config.json", new JsonObject { ["image_processor"] = model.Preprocessor(), ["processor_class"] = "CLIPProcessor" });

    private static ModelOptions ForeignFiles(SampleModel model, string folder)
    {
        var options = Plain(model, folder);
        using var scope = NewDisposeScope();
        TorchArchiveWriter.WriteState(Path.Combine(folder, "pytorch_model.bin"), model.Weights.ToDictionary(weight => weight.Key, weight => weight.Value.mul(2)));
        TorchArchiveWriter.WriteState(Path.Combine(folder, "optimizer.pt"), new Dictionary<string, Tensor> { ["state"] = zeros(2) });
        SafetensorsWriter.Write(Path.Combine(folder, "adapter_model.safetensors"), new Dictionary<string, Tensor> { ["base_model.lora_A.weight"] = zeros(2, 2) });
        File.WriteAllBytes(Path.Combine(folder, "flax_model.msgpack"), [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(folder, "training_args.bin"), [0x80, 2, (byte)'.']);
        return options;
    }

    private static ModelOptions ByteOrderMarks(SampleModel model, string folder)
    {
        var options = Sharded(model, folder);
        SampleFiles.AddByteOrderMarks(folder);
        return options;
    }
}
