using System.Text.Json.Nodes;
using TorchSharp;
using Tpt.Engine.Checkpoints.Pickles;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>What OpenCLIP pushes to the hub, downloads and trains.</summary>
internal static class OpenClipLayouts
{
    public const string WeightsFile = "open_clip_model.safetensors";
    public const string ConfigFile = "open_clip_config.json";

    public static IReadOnlyDictionary<string, CheckpointLayout> All { get; } = new Dictionary<string, CheckpointLayout>(StringComparer.Ordinal)
    {
        ["open_clip"] = new(Plain),
        ["open_clip, 16 bits"] = new((model, folder) => Write(model, folder, model.OpenAiWeights(ScalarType.Float16))),
        ["open_clip .bin"] = new((model, folder) => Bin(model, folder, model.OpenAiWeights())),
        ["open_clip .bin, names behind module."] = new((model, folder) => Bin(model, folder, Prefixed(model.OpenAiWeights(), "module."))),
        ["open_clip, names behind clip."] = new((model, folder) => Write(model, folder, Prefixed(model.OpenAiWeights(), "clip."))),
        ["open_clip, names behind module."] = new((model, folder) => Write(model, folder, Prefixed(model.OpenAiWeights(), "module."))),
        ["open_clip, names behind model. and a config.json of its own code"] = new(OwnCode),
        ["open_clip, custom_text"] = new(CustomText),
        ["open_clip, logit_scale of one dimension"] = new(LogitScaleVector),
        ["open_clip, keys that change nothing"] = new(TolerantKeys),
        ["open_clip beside timm's tower"] = new(TimmRepository),
        ["open_clip, byte order marks"] = new(ByteOrderMarks),
        ["weights alone with preprocessor_config.json"] = new(WeightsAndPreprocessor),
        ["weights alone, 16 bits, with processor_config.json"] = new(WeightsAndProcessor),
        [".pth with open_clip_config.json"] = new(StateDictionary),
        ["training checkpoint .pt with open_clip_config.json"] = new(TrainingCheckpoint),
    };

    public static ModelOptions Plain(SampleModel model, string folder) => Write(model, folder, model.OpenAiWeights());

    /// <summary>Weights alone, with the tokenizer beside them: nothing says activation and preprocessing.</summary>
    public static ModelOptions WeightsAlone(SampleModel model, string folder, ScalarType dtype)
    {
        SampleTokenizer.WriteVocabularyAndMerges(folder);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), model.OpenAiWeights(dtype));
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions Write(SampleModel model, string folder, IReadOnlyDictionary<string, Tensor> weights)
    {
        WriteSmallFiles(model, folder);
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), weights);
        return new ModelOptions { Path = folder };
    }

    private static void WriteSmallFiles(SampleModel model, string folder)
    {
        SampleFiles.WriteJson(folder, ConfigFile, model.OpenClipConfig());
        SampleTokenizer.WriteVocabularyAndMerges(folder);
    }

    private static Dictionary<string, Tensor> Prefixed(Dictionary<string, Tensor> weights, string prefix)
        => weights.ToDictionary(weight => prefix + weight.Key, weight => weight.Value);

    private static ModelOptions Bin(SampleModel model, string folder, IReadOnlyDictionary<string, Tensor> weights)
    {
        WriteSmallFiles(model, folder);
        TorchArchiveWriter.WriteState(Path.Combine(folder, "open_clip_pytorch_model.bin"), weights);
        return new ModelOptions { Path = folder };
    }

    private static ModelOptions OwnCode(SampleModel model, string folder)
    {
        WriteSmallFiles(model, folder);
        SampleFiles.WriteJson(folder, "config.json", new JsonObject
        {
            ["model_type"] = "clip",
            ["architectures"] = new JsonArray("OwnModel"),
            ["auto_map"] = new JsonObject { ["AutoModel"] = "own_model.OwnModel" },
            ["open_clip_model_name"] = "hf-hub:own/model",
        });
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), Prefixed(model.OpenAiWeights(), "model."));
        return new ModelOptions { Path = folder };
    }

    /// <summary>CustomTextCLIP: the text tower is a module of its own. The scalar parameter stays where it is.</summary>
    private static ModelOptions CustomText(SampleModel model, string folder)
    {
        var weights = model.OpenAiWeights().ToDictionary(weight => weight.Key == "logit_scale" || weight.Key.StartsWith("visual.", StringComparison.Ordinal) ? weight.Key : $"text.{weight.Key}", weight => weight.Value);
        var options = Write(model, folder, weights);
        SampleFiles.ChangeJson(folder, ConfigFile, config => config["model_cfg"]!["custom_text"] = true);
        return options;
    }

    private static ModelOptions LogitScaleVector(SampleModel model, string folder)
    {
        var weights = model.OpenAiWeights();
        weights["logit_scale"] = weights["logit_scale"].reshape(1);
        return Write(model, folder, weights);
    }

    private static ModelOptions TolerantKeys(SampleModel model, string folder)
    {
        var options = Plain(model, folder);
        SampleFiles.ChangeJson(folder, ConfigFile, config =>
        {
            var (vision, text) = (config["model_cfg"]!["vision_cfg"]!, config["model_cfg"]!["text_cfg"]!);
            (vision["patch_dropout"], vision["pool_type"], vision["output_tokens"]) = (0.5, "tok", false);
            (text["pool_type"], text["no_causal_mask"], text["embed_cls"], text["hf_tokenizer_name"]) = ("argmax", false, false, "openai/clip-vit-base-patch32");
        });
        return options;
    }

    /// <summary>timm's own tower has the name that Hugging Face's weights have elsewhere.</summary>
    private static ModelOptions TimmRepository(SampleModel model, string folder)
    {
        var options = Plain(model, folder);
        SampleFiles.WriteJson(folder, "config.json", new JsonObject { ["architecture"] = "vit_base_patch16_clip_224", ["num_classes"] = 0, ["pretrained_cfg"] = new JsonObject { ["tag"] = "sample" } });
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), new Dictionary<string, Tensor> { ["cls_token"] = zeros(1, 1, 192), ["pos_embed"] = zeros(1, 10, 192) });
        return options;
    }

    private static ModelOptions ByteOrderMarks(SampleModel model, string folder)
    {
        var options = Plain(model, folder);
        SampleFiles.AddByteOrderMarks(folder);
        return options;
    }

    private static ModelOptions WeightsAndPreprocessor(SampleModel model, string folder)
    {
        var options = WeightsAlone(model, folder, ScalarType.Float32);
        SampleFiles.WriteJson(folder, "preprocessor_config.json", model.Preprocessor());
        return options with { QuickGelu = model.QuickGelu };
    }

    private static ModelOptions WeightsAndProcessor(SampleModel model, string folder)
    {
        var options = WeightsAlone(model, folder, ScalarType.Float16);
        SampleFiles.WriteJson(folder, "processor_config.json", new JsonObject { ["image_processor"] = model.Preprocessor() });
        return options with { QuickGelu = model.QuickGelu };
    }

    private static ModelOptions StateDictionary(SampleModel model, string folder)
    {
        WriteSmallFiles(model, folder);
        var path = Path.Combine(folder, "vit_b_32-laion2b_e16.pth");
        TorchArchiveWriter.WriteState(path, model.OpenAiWeights());
        return new ModelOptions { Path = path };
    }

    /// <summary>As open_clip_train saves it: the state of a distributed model, and the optimizer's beside it.</summary>
    private static ModelOptions TrainingCheckpoint(SampleModel model, string folder)
    {
        WriteSmallFiles(model, folder);
        var path = Path.Combine(folder, "epoch_3.pt");
        using var writer = new TorchArchiveWriter(path);
        using var scope = NewDisposeScope();
        var (state, moments) = (writer.State(Prefixed(model.OpenAiWeights(), "module.")), writer.Store(zeros(3)));
        writer.Finish(new PickleBuilder().Dict(
            ("epoch", pickle => pickle.Int(3)),
            ("name", pickle => pickle.Text("a run")),
            ("state_dict", state),
            ("optimizer", pickle => pickle.Dict(("state", moment => moment.Op(PickleOpcode.EmptyDict).Int(0).Dict(("exp_avg", moments)).Op(PickleOpcode.SetItem)))),
            ("scaler", pickle => pickle.Dict(("scale", scale => scale.Float(65536))))));
        return new ModelOptions { Path = path };
    }
}
