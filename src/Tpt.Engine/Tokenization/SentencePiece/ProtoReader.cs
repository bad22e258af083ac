using System.Buffers.Binary;
using static System.FormattableString;

namespace Tpt.Engine.Tokenization.SentencePiece;

/// <summary>
/// Reads the fields of a protocol buffers message one by one. A SentencePiece model is looked at here before Microsoft.ML.Tokenizers gets
/// it: that trusts its input, and what it makes of a damaged file is not documented.
/// </summary>
internal ref struct ProtoReader
{
    private const int LongestVarint = 10;

    private readonly string _path;
    private readonly ReadOnlySpan<byte> _message;
    private int _at;
    private int _wireType;

    /// <param name="message">The message.</param>
    /// <param name="path">What errors call its file.</param>
    public ProtoReader(ReadOnlySpan<byte> message, string path)
    {
        _message = message;
        _path = path;
    }

    /// <summary>The number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field, whose value must then be read or skipped.</summary>
    public bool Next()
    {
        if (_at == _message.Length)
        {
            return false;
        }
        var tag = Varint();
        (Field, _wireType) = tag <= uint.MaxValue ? ((int)(tag >> 3), (int)(tag & 7)) : throw Invalid("a field has no number that it can have");
        return true;
    }

    /// <summary>The value as a whole number; a negative one comes as its complement.</summary>
    public int Int()
    {
        Require(0);
        return unchecked((int)Varint());
    }

    public bool Bool() => Int() != 0;

    public float Float()
    {
        Require(5);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(sizeof(float)));
    }

    /// <summary>The value as bytes: a text, a message or just bytes.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        Require(2);
        return Take(Varint());
    }

    /// <summary>Goes on behind the value.</summary>
    public void Skip()
    {
        _ = _wireType switch
        {
            0 => Varint(),
            1 => (ulong)Take(sizeof(ulong)).Length,
            2 => (ulong)Take(Varint()).Length,
            5 => (ulong)Take(sizeof(uint)).Length,
            _ => throw Invalid(Invariant($"field {Field} has the wire type {_wireType}")),
        };
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var i = 0; i < LongestVarint; i++)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7F) << (7 * i);
            if (part < 0x80)
            {
                return value;
            }
        }
        throw Invalid("a number has more than 10 bytes");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(_message.Length - _at))
        {
            throw Invalid(Invariant($"a value of {length} bytes begins {_message.Length - _at} bytes before the end of what holds it"));
        }
        var taken = _message.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }

    private readonly void Require(int wireType)
    {
        if (_wireType != wireType)
        {
            throw Invalid(Invariant($"field {Field} has the wire type {_wireType}, not {wireType}"));
        }
    }

    private readonly InvalidDataException Invalid(string what) => new($"'{_path}' is no SentencePiece model, or a damaged one: {what}.");
}
