namespace Tpt.Cli.Batch.Files;

/// <summary>What a field of a Thrift structure holds.</summary>
/// <param name="Type">Its type. <see cref="ThriftType.BooleanTrue"/> stands for both truth values.</param>
/// <param name="Structure">The fields by number, where it is a structure.</param>
/// <param name="Element">What its elements are, where it is a list.</param>
internal sealed record ThriftField(ThriftType Type, IReadOnlyDictionary<short, ThriftField>? Structure = null, ThriftField? Element = null)
{
    public static ThriftField BooleanField { get; } = new(ThriftType.BooleanTrue);

    public static ThriftField ByteField { get; } = new(ThriftType.Byte);

    public static ThriftField Int16Field { get; } = new(ThriftType.Int16);

    public static ThriftField Int32Field { get; } = new(ThriftType.Int32);

    public static ThriftField Int64Field { get; } = new(ThriftType.Int64);

    public static ThriftField DoubleField { get; } = new(ThriftType.Double);

    public static ThriftField BinaryField { get; } = new(ThriftType.Binary);

    public static ThriftField ListOf(ThriftField element) => new(ThriftType.List, Element: element);

    /// <summary>A structure whose fields are numbered from 1.</summary>
    /// <param name="fields">The fields. Null is a number that has none.</param>
    public static ThriftField StructOf(params ThriftField?[] fields)
        => new(ThriftType.Struct, fields.Index().Where(field => field.Item is not null).ToDictionary(field => (short)(field.Index + 1), field => field.Item!));

    /// <summary>Whether a value with this type in its header is one of this field.</summary>
    public bool Fits(ThriftType type) => type == Type || (type, Type) == (ThriftType.BooleanFalse, ThriftType.BooleanTrue);
}
