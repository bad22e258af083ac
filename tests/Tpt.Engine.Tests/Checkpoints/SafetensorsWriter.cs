using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Writes safetensors files, right ones from tensors and wrong ones from a header.</summary>
internal static class SafetensorsWriter
{
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var header = new Dictionary<string, object> { ["__metadata__"] = new { format = "pt" } };
        using var data = new MemoryStream();
        foreach (var (name, tensor) in tensors)
        {
            using var contiguous = tensor.cpu().contiguous();
            var begin = data.Length;
            data.Write(contiguous.bytes);
            header[name] = new { dtype = NameOf(tensor.dtype), shape = tensor.shape, data_offsets = new[] { begin, data.Length } };
        }
        Write(path, JsonSerializer.Serialize(header), data.ToArray());
    }

    public static void Write(string path, string header, byte[] data)
    {
        var json = Encoding.UTF8.GetBytes(header);
        using var stream = File.Create(path);
        stream.Write(BitConverter.GetBytes((ulong)json.Length));
        stream.Write(json);
        stream.Write(data);
    }

    private static string NameOf(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => "F64",
        ScalarType.Float32 => "F32",
        ScalarType.Float16 => "F16",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        ScalarType.Int8 => "I8",
        ScalarType.Byte => "U8",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };
}
