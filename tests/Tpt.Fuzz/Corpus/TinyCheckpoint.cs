using System.Text.Json;
using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Fuzz.Corpus;

/// <summary>A whole CLIP model of 400 KB with seeded weights, in the layouts that there are. A row takes milliseconds.</summary>
internal static class TinyCheckpoint
{
    private const int ByteTokens = 512;
    private const int Merges = 60;
    private const int ImageSide = 16;

    private static readonly ClipConfig _config = new()
    {
        ProjectionDim = 16,
        Text = new ClipTextConfig { VocabSize = ByteTokens + Merges + 2, HiddenSize = 64, IntermediateSize = 64, NumHiddenLayers = 1, NumAttentionHeads = 1, MaxPositionEmbeddings = 40 },
        Vision = new ClipVisionConfig { HiddenSize = 64, IntermediateSize = 64, NumHiddenLayers = 1, NumAttentionHeads = 1, ImageSize = ImageSide, PatchSize = 8 },
    };

    /// <summary>Hugging Face's layout.</summary>
    public static string WriteHuggingFace(string folder)
    {
        WriteTokenizer(folder);
        TinyModel.WriteConfiguration(folder, _config);
        WithWeights(weights => SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), weights));
        return folder;
    }

    /// <summary>Hugging Face's layout with the weights in two files.</summary>
    public static string WriteSharded(string folder)
    {
        WriteTokenizer(folder);
        TinyModel.WriteConfiguration(folder, _config);
        WithWeights(weights =>
        {
            var files = weights.Keys.ToDictionary(name => name, name => name.StartsWith("text", StringComparison.Ordinal) ? "model-1.safetensors" : "model-2.safetensors", StringComparer.Ordinal);
            foreach (var file in files.Values.Distinct())
            {
                SafetensorsWriter.Write(Path.Combine(folder, file), weights.Where(weight => files[weight.Key] == file).ToDictionary());
            }
            File.WriteAllText(Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new { metadata = new { total_size = 1 }, weight_map = files }));
        });
        return folder;
    }

    /// <summary>OpenCLIP's layout.</summary>
    public static string WriteOpenClip(string folder)
    {
        WriteTokenizer(folder);
        WithWeights(weights => SafetensorsWriter.Write(Path.Combine(folder, "open_clip_model.safetensors"), OpenAiLayout.From(weights)));
        File.WriteAllText(Path.Combine(folder, "open_clip_config.json"), """
            {"model_cfg": {"embed_dim": 16, "quick_gelu": true,
              "vision_cfg": {"image_size": 16, "layers": 1, "width": 64, "patch_size": 8, "head_width": 64},
              "text_cfg": {"context_length": 40, "vocab_size": 574, "width": 64, "heads": 1, "layers": 1}},
             "preprocess_cfg": {"mean": [0.48, 0.46, 0.41], "std": [0.27, 0.26, 0.28], "interpolation": "bicubic", "resize_mode": "shortest"}}
            """);
        return folder;
    }

    /// <summary>The bytes and first merges of the built-in model's tokenizer.</summary>
    private static void WriteTokenizer(string folder)
    {
        Directory.CreateDirectory(folder);
        var model = Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel");
        using var vocabulary = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(model, "vocab.json")));
        var tokens = vocabulary.RootElement.EnumerateObject().Select(token => (token.Name, Id: token.Value.GetInt32())).Where(token => token.Id < ByteTokens + Merges)
            .Append(("<|startoftext|>", ByteTokens + Merges)).Append(("<|endoftext|>", ByteTokens + Merges + 1)).ToDictionary(token => token.Item1, token => token.Item2);
        var merges = File.ReadLines(Path.Combine(model, "merges.txt")).Where(line => !line.StartsWith("#version", StringComparison.Ordinal)).Take(Merges).ToArray();
        File.WriteAllText(Path.Combine(folder, "vocab.json"), JsonSerializer.Serialize(tokens));
        File.WriteAllText(Path.Combine(folder, "merges.txt"), $"#version: 0.2\n{string.Join('\n', merges)}\n");
    }

    private static void WithWeights(Action<IReadOnlyDictionary<string, Tensor>> write)
    {
        using var scope = NewDisposeScope();
        write(TinyModel.Weights(_config));
    }
}
