using static System.FormattableString;

namespace Tpt.Cli.Batch.Files;

/// <summary>
/// Goes over a structure of Thrift's compact protocol, and keeps nothing. The reader of Parquet reads each field as what its number says, whatever the
/// file says that it is, and reads on behind the end, for ever where that is within a number. So what is here is to be what the reader takes it for.
/// </summary>
/// <param name="bytes">The bytes, from their position to their end. They are skipped, and not taken into memory.</param>
/// <param name="end">Where they end.</param>
/// <param name="onNumber">Is told each whole number: its structure, its field, and its value.</param>
/// <param name="onEnd">Is told each structure that ends.</param>
internal sealed class ThriftWalk(Stream bytes, long end, Action<ThriftField, short, long> onNumber, Action<ThriftField> onEnd)
{
    /// <summary>A footer has eight levels. Only a field that Parquet does not have can be deeper.</summary>
    private const int MostLevels = 32;

    private const int BitsOfByte = 8;

    /// <exception cref="InvalidDataException">The bytes are no such structure.</exception>
    public void Over(ThriftField structure) => Struct(structure, 0);

    private void Struct(ThriftField structure, int level)
    {
        short number = 0;
        for (var header = Next(); header != 0; header = Next())
        {
            number = unchecked((short)(header >> 4 == 0 ? ZigZag(VarInt(sizeof(short))) : number + (header >> 4)));
            var type = (ThriftType)(header & 0x0F);
            if (structure.Structure!.TryGetValue(number, out var field) && !field.Fits(type))
            {
                throw new InvalidDataException(Invariant($"field {number} of its footer is of type {type}, but should be of {field.Type}"));
            }
            if (Value(type, field, level + 1) is { } value)
            {
                onNumber(structure, number, value);
            }
        }
        onEnd(structure);
    }

    /// <returns>The value, where it is a whole number.</returns>
    private long? Value(ThriftType type, ThriftField? field, int level)
    {
        switch (type)
        {
            case ThriftType.BooleanTrue or ThriftType.BooleanFalse:
                return null;
            case ThriftType.Byte:
                Skip(1);
                return null;
            case ThriftType.Int16 or ThriftType.Int32:
                return ZigZag(VarInt(sizeof(int)));
            case ThriftType.Int64:
                return ZigZag(VarInt(sizeof(long)));
            case ThriftType.Double:
                Skip(sizeof(double));
                return null;
            case ThriftType.Binary:
                Skip(Size(VarInt(sizeof(int))));
                return null;
            case ThriftType.List:
                List(field, level);
                return null;
            case ThriftType.Struct:
                // The reader cannot skip one.
                Struct(field ?? throw new InvalidDataException("its footer has a structure that Parquet does not have there"), level);
                return null;
            default:
                throw new InvalidDataException(Invariant($"its footer has a value of type {(int)type}, which Parquet does not use"));
        }
    }

    private void List(ThriftField? field, int level)
    {
        var header = Next();
        var type = (ThriftType)(header & 0x0F);
        // An element has a byte at least, so there are no more of them than bytes.
        var count = Size(header >> 4 == 0x0F ? VarInt(sizeof(int)) : (ulong)(header >> 4));
        if (count > 0 && (level > MostLevels || type is ThriftType.BooleanTrue or ThriftType.BooleanFalse || field?.Element?.Fits(type) == false))
        {
            throw new InvalidDataException(Invariant($"its footer has a list of type {(int)type} at level {level}, where Parquet has none"));
        }
        for (long i = 0; i < count; i++)
        {
            Value(type, field?.Element, level + 1);
        }
    }

    /// <summary>Seven bits a byte, the low ones first; the highest bit says that another byte comes. Three hold 16 bits, five 32, ten 64.</summary>
    private ulong VarInt(int size)
    {
        ulong value = 0;
        for (var shift = 0; shift < size * BitsOfByte; shift += 7)
        {
            var next = Next();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
        throw new InvalidDataException(Invariant($"a number of its footer has more than {size * BitsOfByte} bits"));
    }

    private static long ZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private long Size(ulong size) => size <= (ulong)(end - bytes.Position) ? (long)size : throw new InvalidDataException(Invariant($"its footer speaks of {size} bytes or values where {end - bytes.Position} bytes are left"));

    private int Next() => bytes.Position < end && bytes.ReadByte() is >= 0 and var next ? next : throw new InvalidDataException("its footer ends within a value");

    private void Skip(long count) => bytes.Position += Size((ulong)count);
}
