using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Configuration;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tests.Checkpoints.Layouts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Loading;

/// <summary>
/// A Hugging Face folder of a real size with the same megabyte of small random numbers over and over: what it costs to load does not depend on
/// them. It has no tokenizer. The weights go to the disk as they come, so that they may be larger than the memory.
/// </summary>
internal static class SyntheticCheckpoint
{
    public static readonly string[] Formats = ["safetensors", "bin"];
    public static readonly string[] Storages = ["fp16", "fp32"];

    private const int BlockNumbers = 1 << 19;
    private const float Range = 0.05f;

    /// <returns>The file of the weights.</returns>
    public static FileInfo Write(string folder, ClipConfig config, string format, string storage)
    {
        var half = storage == "fp16";
        WriteConfiguration(folder, config);
        var shapes = ClipShapes.Of(config);
        var file = new FileInfo(Path.Combine(folder, format == "bin" ? "pytorch_model.bin" : "model.safetensors"));
        if (format == "bin")
        {
            WriteArchive(file.FullName, shapes, half);
        }
        else
        {
            WriteSafetensors(file.FullName, shapes, half);
        }
        file.Refresh();
        return file;
    }

    private static void WriteSafetensors(string path, IReadOnlyDictionary<string, long[]> shapes, bool half)
    {
        long offset = 0;
        var header = new Dictionary<string, object> { ["__metadata__"] = new { format = "pt" } };
        foreach (var (name, shape) in shapes)
        {
            var end = offset + Bytes(shape, half);
            header[name] = new { dtype = half ? "F16" : "F32", shape, data_offsets = new[] { offset, end } };
            offset = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)json.Length);
        using var stream = File.Create(path);
        stream.Write(length);
        stream.Write(json);
        WriteNumbers(stream, offset, half);
    }

    private static void WriteArchive(string path, IReadOnlyDictionary<string, long[]> shapes, bool half)
    {
        using var writer = new TorchArchiveWriter(path);
        (string, Action<PickleBuilder>)[] tensors = [.. shapes.Select(entry =>
            (entry.Key, writer.Store(entry.Value, half ? ScalarType.Float16 : ScalarType.Float32, stream => WriteNumbers(stream, Bytes(entry.Value, half), half))))];
        writer.Finish(new PickleBuilder().Dict(tensors));
    }

    private static void WriteNumbers(Stream stream, long bytes, bool half)
    {
        var block = Block(half);
        for (var left = bytes; left > 0; left -= block.Length)
        {
            stream.Write(block.AsSpan(0, (int)Math.Min(block.Length, left)));
        }
    }

    private static byte[] Block(bool half)
    {
        var random = new Random(1);
        float[] numbers = [.. Enumerable.Range(0, BlockNumbers).Select(_ => (random.NextSingle() - 0.5f) * Range)];
        return half
            ? MemoryMarshal.AsBytes<Half>(Array.ConvertAll(numbers, number => (Half)number)).ToArray()
            : MemoryMarshal.AsBytes<float>(numbers).ToArray();
    }

    private static long Bytes(long[] shape, bool half) => shape.Aggregate(1L, (a, b) => a * b) * (half ? 2 : sizeof(float));

    private static void WriteConfiguration(string folder, ClipConfig config)
    {
        var (text, vision) = (config.Text, (ClipVisionConfig)config.Vision);
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(new
        {
            model_type = "clip",
            projection_dim = config.ProjectionDim,
            text_config = new
            {
                vocab_size = text.VocabSize,
                hidden_size = text.HiddenSize,
                intermediate_size = text.IntermediateSize,
                num_hidden_layers = text.NumHiddenLayers,
                num_attention_heads = text.NumAttentionHeads,
                max_position_embeddings = text.MaxPositionEmbeddings,
            },
            vision_config = new
            {
                hidden_size = vision.HiddenSize,
                intermediate_size = vision.IntermediateSize,
                num_hidden_layers = vision.NumHiddenLayers,
                num_attention_heads = vision.NumAttentionHeads,
                image_size = vision.ImageSize,
                patch_size = vision.PatchSize,
            },
        }));
        File.WriteAllText(Path.Combine(folder, "preprocessor_config.json"), $$"""{"size": {{vision.ImageSize}}, "crop_size": {{vision.ImageSize}}}""");
    }
}
