namespace Tpt.Cli.Batch.Files;

/// <summary>What a value is in Thrift's compact protocol: the low four bits of a header.</summary>
/// <remarks>https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md</remarks>
internal enum ThriftType
{
    BooleanTrue = 1,
    BooleanFalse = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Struct = 12,
}
