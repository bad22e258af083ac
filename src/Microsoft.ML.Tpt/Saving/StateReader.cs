using System.Buffers.Binary;
using System.Text;
using Microsoft.ML.Tpt.Internals;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Saving;

/// <summary>Reads a saved state. Every count and length is held against what is left of it before anything is allocated.</summary>
/// <param name="stream">The stream, at the start of the state. It can seek.</param>
/// <param name="length">The length of the state in bytes.</param>
internal sealed class StateReader(Stream stream, long length)
{
    /// <summary>The most bytes that one text, or one sequence of bytes, takes in memory.</summary>
    public const int Limit = 1 << 26;

    private static readonly UTF8Encoding _utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly long _start = stream.Position;

    /// <summary>Stands behind what was read so far.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>The bytes of the state that are left.</summary>
    public long Left => length - Position;

    private long Position => Stream.Position - _start;

    public bool ReadBoolean(string what) => ReadByte(what) switch
    {
        0 => false,
        1 => true,
        var value => throw Damaged(Invariant($"{what} is {value}, and it must be 0 or 1")),
    };

    public int ReadInt32(string what) => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int), what));

    public long ReadInt64(string what) => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(sizeof(long), what));

    /// <summary>The number of things that follow.</summary>
    /// <param name="what">The things, for the message.</param>
    /// <param name="leastBytes">The fewest bytes that one of them takes.</param>
    /// <param name="most">The most that there may be.</param>
    public int ReadCount(string what, int leastBytes, int most = int.MaxValue)
    {
        var count = ReadInt32($"the number of {what}");
        if (count < 0 || count > most || count > Left / leastBytes)
        {
            throw Damaged(Invariant($"it has {count} {what}, says the file, with {Left} bytes left"));
        }

        return count;
    }

    /// <summary>A text as <see cref="BinaryWriter.Write(string)"/> writes it: its length in 7-bit groups, and UTF-8.</summary>
    public string ReadText(string what, int limit = Limit)
    {
        var bytes = ReadBytes(ReadTextLength(what), what, limit);
        try
        {
            return _utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged($"{what} is not UTF-8");
        }
    }

    public byte[] ReadBytes(int count, string what, int limit = Limit)
    {
        if (count < 0 || count > limit || count > Left)
        {
            throw Damaged(Invariant($"{what} takes {count} bytes, says the file, with {Left} bytes left"));
        }

        var bytes = new byte[count];
        if (Stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count)
        {
            throw Damaged($"it ends in {what}");
        }

        return bytes;
    }

    public void RequireEnd()
    {
        if (Left != 0)
        {
            throw Damaged(Invariant($"{Left} bytes are left over"));
        }
    }

    /// <summary>The error for what was found, with where. It has no inner exception: ML.NET wraps it, and <see cref="Exception.GetBaseException"/> is to give it.</summary>
    /// <param name="problem">What is wrong, without the full stop.</param>
    public InvalidDataException Damaged(string problem) =>
        new(Invariant($"The saved model is damaged, at byte {Position} of its state: {MessageText.Cut(problem)}."));

    /// <summary>What a constructor or check refuses when an application sets it, is damage in a saved state.</summary>
    /// <exception cref="InvalidDataException">The check threw an <see cref="ArgumentException"/>.</exception>
    public T Check<T>(Func<T> check)
    {
        try
        {
            return check();
        }
        catch (ArgumentException exception)
        {
            throw Damaged(exception.Message.TrimEnd('.'));
        }
    }

    private byte ReadByte(string what) => ReadBytes(1, what)[0];

    private int ReadTextLength(string what)
    {
        long value = 0;
        for (var shift = 0; shift <= 28; shift += 7)
        {
            var group = ReadByte(what);
            value |= (long)(group & 0x7F) << shift;
            if (group < 0x80)
            {
                return value <= int.MaxValue ? (int)value : throw Damaged(Invariant($"the length of {what} is {value}"));
            }
        }
        throw Damaged($"the length of {what} has no end");
    }
}
