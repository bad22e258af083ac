using System.Buffers.Binary;
using System.Text.Json;
using Tpt.Engine.Files;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints.Storage;

/// <summary>
/// The header of a safetensors file: u64 little-endian length, then JSON
/// <c>{"name": {"dtype", "shape", "data_offsets": [begin, end]}}</c>, then the data.
/// </summary>
internal static class SafetensorsHeader
{
    private const int LengthBytes = sizeof(ulong);

    /// <summary>A header has about 120 bytes a tensor: 150 kB for the largest CLIP. The format allows 100 MB, which take gigabytes to parse.</summary>
    private const int MaxHeaderBytes = 1 << 22;

    /// <summary>A convolution has 4 dimensions.</summary>
    private const int MaxRank = 8;

    public static (IReadOnlyDictionary<string, SafetensorsEntry> Entries, long DataOffset) Read(RegularFile file)
    {
        var path = file.Path;
        if (file.Length < LengthBytes)
        {
            throw Invalid(path, Invariant($"it has {file.Length} bytes; a safetensors file begins with an 8-byte header length"));
        }
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        file.Read(lengthBytes, 0);
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > (ulong)(file.Length - LengthBytes))
        {
            throw Invalid(path, Invariant($"it announces a header of {headerLength} bytes, but has {file.Length} bytes in all. If its download was cut, fetch it again, as with 'tpt download <id>'"));
        }
        if (headerLength > MaxHeaderBytes)
        {
            throw Invalid(path, Invariant($"its header has {headerLength} bytes; that of a model has at most {MaxHeaderBytes}"));
        }
        var json = new byte[headerLength];
        file.Read(json, LengthBytes);
        var dataOffset = LengthBytes + (long)headerLength;
        try
        {
            // Two tensors of one name have a message of their own.
            using var document = JsonText.Parse(json, allowDuplicates: true);
            return (ReadEntries(document.RootElement, file.Length - dataOffset, path), dataOffset);
        }
        catch (JsonException e)
        {
            throw Invalid(path, $"its header is no JSON: {e.Message.TrimEnd('.')}", e);
        }
    }

    private static Dictionary<string, SafetensorsEntry> ReadEntries(JsonElement header, long dataLength, string path)
    {
        if (header.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(path, "its header is no JSON object");
        }
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        if (header.GetPropertyCount() > TensorNames.MaxTensors)
        {
            throw Invalid(path, Invariant($"it has {header.GetPropertyCount()} tensors; a model has at most {TensorNames.MaxTensors}"));
        }
        foreach (var property in header.EnumerateObject())
        {
            if (property.Name != "__metadata__" && !entries.TryAdd(property.Name, ReadEntry(property, dataLength, path)))
            {
                throw Invalid(path, $"it names tensor '{Excerpt.Of(property.Name)}' twice");
            }
        }
        CheckOverlap(entries, path);
        return entries;
    }

    private static SafetensorsEntry ReadEntry(JsonProperty property, long dataLength, string path)
    {
        var name = Excerpt.Of(property.Name);
        if (CountDimensions(property.Value) is > MaxRank and var rank)
        {
            throw Invalid(path, Invariant($"tensor '{name}' has {rank} dimensions; a tensor of a model has at most {MaxRank}"));
        }
        if (property.Value.ValueKind != JsonValueKind.Object
            || !property.Value.TryGetProperty("dtype", out var dtypeElement) || dtypeElement.ValueKind != JsonValueKind.String
            || !TryReadIntegers(property.Value, "shape", out var shape)
            || !TryReadIntegers(property.Value, "data_offsets", out var offsets) || offsets.Length != 2)
        {
            throw Invalid(path, $"tensor '{name}' lacks a dtype, a shape or two data_offsets");
        }
        var dtypeName = dtypeElement.GetString()!;
        if (!TryParseDType(dtypeName, out var dtype, out var elementSize))
        {
            throw Unsupported(path, name, dtypeName);
        }
        var (begin, end) = (offsets[0], offsets[1]);
        if (begin < 0 || end < begin || end > dataLength)
        {
            throw Invalid(path, Invariant($"tensor '{name}' lies at [{begin}, {end}) of {dataLength} bytes of data. If its download was cut, fetch it again, as with 'tpt download <id>'"));
        }
        if (!TryMultiply(shape, elementSize, out var expected) || expected != end - begin)
        {
            throw Invalid(path, Invariant($"tensor '{name}' of dtype {dtypeName} and shape {Excerpt.Of(shape)} has {end - begin} bytes"));
        }
        return new SafetensorsEntry(dtype, shape, begin, end - begin);
    }

    private static void CheckOverlap(Dictionary<string, SafetensorsEntry> entries, string path)
    {
        long end = 0;
        foreach (var (name, entry) in entries.OrderBy(e => e.Value.Offset).ThenBy(e => e.Value.ByteLength))
        {
            if (entry.Offset < end)
            {
                throw Invalid(path, $"tensor '{Excerpt.Of(name)}' overlaps another one");
            }
            end = entry.Offset + entry.ByteLength;
        }
    }

    private static int CountDimensions(JsonElement entry)
        => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("shape", out var shape) && shape.ValueKind == JsonValueKind.Array ? shape.GetArrayLength() : 0;

    private static bool TryReadIntegers(JsonElement element, string name, out long[] values)
    {
        values = [];
        if (!element.TryGetProperty(name, out var array) || array.ValueKind != JsonValueKind.Array)
        {
            return false;
        }
        values = new long[array.GetArrayLength()];
        var i = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out values[i++]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The bytes of a shape. Its strides must be numbers too, and those of an empty tensor are the products of its other dimensions.</summary>
    private static bool TryMultiply(long[] shape, long elementSize, out long bytes)
    {
        bytes = elementSize;
        foreach (var dimension in shape)
        {
            if (dimension < 0 || (dimension > 0 && bytes > long.MaxValue / dimension))
            {
                return false;
            }
            bytes *= Math.Max(dimension, 1);
        }
        bytes = shape.Contains(0) ? 0 : bytes;
        return true;
    }

    private static bool TryParseDType(string name, out ScalarType dtype, out int elementSize)
    {
        (dtype, elementSize) = name switch
        {
            "F64" => (ScalarType.Float64, 8),
            "F32" => (ScalarType.Float32, 4),
            "F16" => (ScalarType.Float16, 2),
            "BF16" => (ScalarType.BFloat16, 2),
            "I64" => (ScalarType.Int64, 8),
            "I32" => (ScalarType.Int32, 4),
            "I16" => (ScalarType.Int16, 2),
            "I8" => (ScalarType.Int8, 1),
            "U8" => (ScalarType.Byte, 1),
            "BOOL" => (ScalarType.Bool, 1),
            _ => (default, 0),
        };
        return elementSize > 0;
    }

    /// <summary>Nothing is wrong with such a file; it is the numbers that are of another kind.</summary>
    private static InvalidDataException Unsupported(string path, string name, string dtype)
        => new($"'{path}': tensor '{name}' has dtype {Excerpt.Of(dtype)}; supported are F64, F32, F16, BF16, I64, I32, I16, I8, U8 and BOOL. "
            + "Quantised weights are no weights without the program that made them: take the original checkpoint, or save it in float32, float16 or bfloat16.");

    private static InvalidDataException Invalid(string path, string what, Exception? inner = null)
        => new($"'{path}' is not a valid safetensors file: {what}.", inner);
}
