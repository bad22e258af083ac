using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Export;

/// <summary>
/// Writes named tensors as safetensors: u64 little-endian length of the header, JSON header, data. The header is padded with
/// spaces to a multiple of 8 bytes and says <c>"format": "pt"</c>, which Hugging Face's library asks for.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a file in the ordinal order of the names, one tensor in memory at a time; the file appears when it is whole.</summary>
    /// <param name="path">Replaced if it is there.</param>
    /// <param name="tensors">On any device.</param>
    /// <param name="dtype">What floating-point tensors are stored in; null: each in its own.</param>
    /// <exception cref="InvalidDataException">A finite number does not fit into <paramref name="dtype"/>, or one is not finite: the message names the tensor.</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, ScalarType? dtype = null)
    {
        var ordered = tensors.OrderBy(t => t.Key, StringComparer.Ordinal).ToArray();
        ReplacedFile.Write(path, stream =>
        {
            WriteHeader(stream, ordered, dtype);
            foreach (var (name, tensor) in ordered)
            {
                WriteData(stream, name, tensor, StoredType(tensor, dtype));
            }
        });
    }

    private static void WriteHeader(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, ScalarType? dtype)
    {
        var header = new Dictionary<string, object> { ["__metadata__"] = new { format = "pt" } };
        long begin = 0;
        foreach (var (name, tensor) in tensors)
        {
            var (dtypeName, size) = Describe(name, StoredType(tensor, dtype));
            var end = begin + (tensor.numel() * size);
            header.Add(name, new { dtype = dtypeName, shape = tensor.shape, data_offsets = new[] { begin, end } });
            begin = end;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padding = (Alignment - (json.Length % Alignment)) % Alignment;
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(json.Length + padding));
        stream.Write(length);
        stream.Write(json);
        stream.Write("        "u8[..padding]);
    }

    private static void WriteData(Stream stream, string name, Tensor tensor, ScalarType dtype)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var stored = tensor.detach().to(dtype).cpu().contiguous();
        if (dtype != tensor.dtype && !stored.isfinite().all().item<bool>())
        {
            throw new InvalidDataException($"Tensor '{name}' has values that are not finite in {dtype}; keep them in range or store it as {tensor.dtype}.");
        }
        stream.Write(stored.bytes);
    }

    private static ScalarType StoredType(Tensor tensor, ScalarType? dtype) => tensor.is_floating_point() ? dtype ?? tensor.dtype : tensor.dtype;

    private static (string Name, int Size) Describe(string name, ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => ("F64", 8),
        ScalarType.Float32 => ("F32", 4),
        ScalarType.Float16 => ("F16", 2),
        ScalarType.BFloat16 => ("BF16", 2),
        ScalarType.Int64 => ("I64", 8),
        ScalarType.Int32 => ("I32", 4),
        ScalarType.Byte => ("U8", 1),
        _ => throw new ArgumentException($"Tensor '{name}' is of dtype {dtype}; safetensors files are written of floats, int64, int32 and bytes."),
    };
}
