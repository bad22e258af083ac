using static Tpt.Cli.Batch.Files.ThriftField;

namespace Tpt.Cli.Batch.Files;

/// <summary>The fields of a Parquet footer, by number as the format has them.</summary>
/// <remarks>https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift</remarks>
internal static class FooterFields
{
    /// <summary>The number of <c>num_children</c> in <see cref="SchemaElement"/>.</summary>
    public const short ChildCount = 5;

    private static readonly ThriftField _empty = StructOf();

    private static readonly ThriftField _timeUnit = StructOf(_empty, _empty, _empty);

    private static readonly ThriftField _time = StructOf(BooleanField, _timeUnit);

    /// <summary>STRING, MAP, LIST, ENUM, DECIMAL, DATE, TIME, TIMESTAMP, nothing, INTEGER, UNKNOWN, JSON, BSON, UUID, FLOAT16, VARIANT, GEOMETRY, GEOGRAPHY.</summary>
    private static readonly ThriftField _logicalType = StructOf(
        _empty, _empty, _empty, _empty, StructOf(Int32Field, Int32Field), _empty, _time, _time, null, StructOf(ByteField, BooleanField),
        _empty, _empty, _empty, _empty, _empty, StructOf(ByteField), StructOf(BinaryField), StructOf(BinaryField, Int32Field));

    private static readonly ThriftField _keyValue = StructOf(BinaryField, BinaryField);

    private static readonly ThriftField _statistics = StructOf(BinaryField, BinaryField, Int64Field, Int64Field, BinaryField, BinaryField, BooleanField, BooleanField);

    private static readonly ThriftField _sizeStatistics = StructOf(Int64Field, ListOf(Int64Field), ListOf(Int64Field));

    private static readonly ThriftField _geospatialStatistics = StructOf(
        StructOf(DoubleField, DoubleField, DoubleField, DoubleField, DoubleField, DoubleField, DoubleField, DoubleField), ListOf(Int32Field));

    private static readonly ThriftField _columnMetadata = StructOf(
        Int32Field, ListOf(Int32Field), ListOf(BinaryField), Int32Field, Int64Field, Int64Field, Int64Field, ListOf(_keyValue), Int64Field, Int64Field,
        Int64Field, _statistics, ListOf(StructOf(Int32Field, Int32Field, Int32Field)), Int64Field, Int32Field, _sizeStatistics, _geospatialStatistics);

    private static readonly ThriftField _columnChunk = StructOf(
        BinaryField, Int64Field, _columnMetadata, Int64Field, Int32Field, Int64Field, Int32Field, StructOf(_empty, StructOf(ListOf(BinaryField), BinaryField)), BinaryField);

    private static readonly ThriftField _rowGroup = StructOf(
        ListOf(_columnChunk), Int64Field, Int64Field, ListOf(StructOf(Int32Field, BooleanField, BooleanField)), Int64Field, Int64Field, Int16Field);

    private static readonly ThriftField _encryption = StructOf(BinaryField, BinaryField, BooleanField);

    /// <summary>A column, or a group of them.</summary>
    public static ThriftField SchemaElement { get; } = StructOf(Int32Field, Int32Field, Int32Field, BinaryField, Int32Field, Int32Field, Int32Field, Int32Field, Int32Field, _logicalType);

    /// <summary>The whole footer.</summary>
    public static ThriftField FileMetadata { get; } = StructOf(
        Int32Field, ListOf(SchemaElement), Int64Field, ListOf(_rowGroup), ListOf(_keyValue), BinaryField, ListOf(StructOf(_empty)), StructOf(_encryption, _encryption), BinaryField);
}
