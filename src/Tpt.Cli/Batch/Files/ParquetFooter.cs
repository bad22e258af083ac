using System.Buffers.Binary;
using static System.FormattableString;

namespace Tpt.Cli.Batch.Files;

/// <summary>
/// Looks at the footer of a Parquet file before its reader does, which trusts it: one that is damaged could hold the reader for ever, or take all memory.
/// </summary>
internal static class ParquetFooter
{
    /// <summary>The reader takes a footer into memory whole. That of a list has about 100 bytes for a column of a group of rows.</summary>
    private const int MostBytes = 1 << 26;

    /// <summary>Groups of columns within groups. The reader calls itself for each.</summary>
    private const int MostLevels = 100;

    private const int Buffer = 1 << 12;
    private const int MarkLength = 4;

    /// <summary>The length of the footer, and the mark.</summary>
    private const int TailLength = sizeof(int) + MarkLength;

    /// <exception cref="InvalidDataException">It is no Parquet file, or its footer is damaged.</exception>
    /// <exception cref="IOException">A read was refused.</exception>
    public static void Check(Stream file)
    {
        if (file.Length < MarkLength + TailLength)
        {
            throw new InvalidDataException(Invariant($"it has {file.Length} bytes, and the shortest Parquet file {MarkLength + TailLength}"));
        }
        var (head, tail) = (new byte[MarkLength], new byte[TailLength]);
        file.Position = 0;
        file.ReadExactly(head);
        var end = file.Length - TailLength;
        file.Position = end;
        file.ReadExactly(tail);
        if (!head.AsSpan().SequenceEqual("PAR1"u8) || !tail.AsSpan(sizeof(int)).SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException("it does not begin and end with PAR1");
        }
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (length < 1 || length > Math.Min(MostBytes, end - MarkLength))
        {
            throw new InvalidDataException(Invariant($"it has {file.Length} bytes, and its footer {length}; one of 1 to {Math.Min(MostBytes, end - MarkLength)} can be read"));
        }
        file.Position = end - length;
        Walk(new BufferedStream(file, Buffer), end);
    }

    private static void Walk(BufferedStream bytes, long end)
    {
        // How many children of each open group are to come.
        var (open, children) = (new Stack<long>(), 0L);
        new ThriftWalk(bytes, end, (structure, field, value) => children = structure == FooterFields.SchemaElement && field == FooterFields.ChildCount ? value : children, structure =>
        {
            if (structure == FooterFields.SchemaElement)
            {
                Enter(open, children);
                children = 0;
            }
        }).Over(FooterFields.FileMetadata);
    }

    private static void Enter(Stack<long> open, long children)
    {
        while (open.TryPop(out var left))
        {
            if (left > 0)
            {
                open.Push(left - 1);
                break;
            }
        }
        if (children > 0)
        {
            open.Push(children);
        }
        if (open.Count > MostLevels)
        {
            throw new InvalidDataException(Invariant($"its columns are in more than {MostLevels} levels of groups"));
        }
    }
}
