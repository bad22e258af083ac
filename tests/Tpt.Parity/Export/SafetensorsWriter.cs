using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Parity.Export;

/// <summary>Writes a safetensors file, tensors in their order.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    public static void Write(string path, IReadOnlyList<(string Name, Tensor Value)> tensors)
    {
        long offset = 0;
        var header = new Dictionary<string, object> { ["__metadata__"] = new Dictionary<string, string> { ["format"] = "pt" } };
        foreach (var (name, value) in tensors)
        {
            var end = offset + (value.numel() * value.element_size());
            header[name] = new Dictionary<string, object> { ["dtype"] = DTypeName(value.dtype), ["shape"] = value.shape, ["data_offsets"] = new[] { offset, end } };
            offset = end;
        }
        var json = JsonSerializer.Serialize(header);
        var padded = Encoding.UTF8.GetBytes(json.PadRight((json.Length + Alignment - 1) / Alignment * Alignment));
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded.Length);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = File.Create(path);
        stream.Write(length);
        stream.Write(padded);
        foreach (var (_, value) in tensors)
        {
            using var contiguous = value.contiguous();
            stream.Write(contiguous.bytes);
        }
    }

    private static string DTypeName(ScalarType dtype) => dtype switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Float16 => "F16",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        _ => throw new NotSupportedException($"The goldens have no tensor of {dtype}."),
    };
}
