using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// The header of a safetensors file: u64 little-endian length, then JSON
/// <c>{"name": {"dtype", "shape", "data_offsets": [begin, end]}}</c>, then the data.
/// </summary>
internal static class SafetensorsHeader
{
    private const int LengthBytes = sizeof(ulong);

    /// <summary>The format's own limit on the header, 100 MB.</summary>
    private const long MaxHeaderBytes = 100_000_000;

    public static (IReadOnlyDictionary<string, SafetensorsEntry> Entries, long DataOffset) Read(Stream stream, string path)
    {
        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        if (stream.ReadAtLeast(lengthBytes, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            throw Invalid(path, $"it has {stream.Length} bytes; a safetensors file begins with an 8-byte header length");
        }
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > MaxHeaderBytes || (long)headerLength > stream.Length - LengthBytes)
        {
            throw Invalid(path, $"it announces a header of {headerLength} bytes, but has {stream.Length} bytes in all");
        }
        var json = new byte[headerLength];
        stream.ReadExactly(json);
        var dataOffset = LengthBytes + (long)headerLength;
        var dataLength = stream.Length - dataOffset;
        try
        {
            using var document = JsonDocument.Parse(json);
            return (ReadEntries(document.RootElement, dataLength, path), dataOffset);
        }
        catch (JsonException e)
        {
            throw Invalid(path, "its header is no JSON", e);
        }
    }

    private static Dictionary<string, SafetensorsEntry> ReadEntries(JsonElement header, long dataLength, string path)
    {
        if (header.ValueKind != JsonValueKind.Object)
        {
            throw Invalid(path, "its header is no JSON object");
        }
        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        foreach (var property in header.EnumerateObject())
        {
            if (property.Name != "__metadata__" && !entries.TryAdd(property.Name, ReadEntry(property, dataLength, path)))
            {
                throw Invalid(path, $"it names tensor '{property.Name}' twice");
            }
        }
        CheckOverlap(entries, path);
        return entries;
    }

    private static SafetensorsEntry ReadEntry(JsonProperty property, long dataLength, string path)
    {
        var name = property.Name;
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
            throw Invalid(path, $"tensor '{name}' has dtype {dtypeName}; supported are F64, F32, F16, BF16, I64, I32, I16, I8, U8 and BOOL");
        }
        var (begin, end) = (offsets[0], offsets[1]);
        if (begin < 0 || end < begin || end > dataLength)
        {
            throw Invalid(path, $"tensor '{name}' lies at [{begin}, {end}) of {dataLength} bytes of data");
        }
        if (!TryMultiply(shape, elementSize, out var expected) || expected != end - begin)
        {
            throw Invalid(path, $"tensor '{name}' of dtype {dtypeName} and shape [{string.Join(", ", shape)}] has {end - begin} bytes");
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
                throw Invalid(path, $"tensor '{name}' overlaps another one");
            }
            end = entry.Offset + entry.ByteLength;
        }
    }

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

    private static bool TryMultiply(long[] shape, long elementSize, out long bytes)
    {
        bytes = elementSize;
        foreach (var dimension in shape)
        {
            if (dimension < 0 || (dimension > 0 && bytes > long.MaxValue / dimension))
            {
                return false;
            }
            bytes *= dimension;
        }
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

    private static InvalidDataException Invalid(string path, string what, Exception? inner = null)
        => new($"'{path}' is not a valid safetensors file: {what}.", inner);
}
