using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Unicode;
using Tpt.Engine.Validation;
using static System.FormattableString;

namespace Tpt.Engine.Checkpoints.Pickles;

/// <summary>
/// Reads the pickle of a checkpoint, protocol 2 as <c>torch.save</c> writes it, or up to 5 where it was told to: plain data, and descriptions of tensors. A
/// pickle is a program; of its instructions only those are known that such data needs, and none can reach outside.
/// It is our own although Razorvine.Pickle exists: that one's registry of classes is process-wide and has no allow list.
/// </summary>
/// <remarks>
/// Values are null, bool, long, double, string, <c>object?[]</c> for a tuple, <c>List</c>, <see cref="PickledDictionary"/>,
/// <see cref="PickledModule"/>, <see cref="PickledStorage"/>, <see cref="PickledTensor"/> and <see cref="PickledGlobal"/>.
/// </remarks>
internal sealed class PickleReader
{
    private const string Refusal = "It is refused, since a pickle can run code and only what a checkpoint's tensors need is read. "
        + "If you trust the file, load it in Python and save its tensors alone: safetensors.torch.save_file(model.state_dict(), 'model.safetensors').";

    private const byte MinProtocol = 2;
    private const byte MaxProtocol = 5;

    /// <summary>
    /// A byte can make a value of 100 bytes. A training checkpoint makes 25 values a tensor; the 1,300 tensors of a ViT-H-14 with the three of
    /// AdamW for each make 150,000.
    /// </summary>
    private const int MaxValues = 1 << 19;

    private static readonly object _mark = new();

    /// <summary>Stands for bytes, which only objects have that are not looked at.</summary>
    private static readonly object _bytes = new();

    private readonly byte[] _pickle;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _position;
    private int _values;

    private PickleReader(byte[] pickle) => _pickle = pickle;

    /// <param name="pickle">The pickle.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="InvalidDataException">The pickle is broken, or asks for more than data.</exception>
    public static object? Read(byte[] pickle, string path)
    {
        var reader = new PickleReader(pickle);
        try
        {
            return reader.Run();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(Invariant($"'{path}' cannot be read as a checkpoint: before byte {reader._position} of its pickle, {e.Message}"), e);
        }
    }

    private object? Run()
    {
        for (var opcode = (PickleOpcode)ReadByte(); opcode != PickleOpcode.Stop; opcode = (PickleOpcode)ReadByte())
        {
            Execute(opcode);
        }
        return Pop();
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Proto: RequireProtocol(ReadByte()); break;
            case PickleOpcode.Mark: Push(_mark); break;
            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(true); break;
            case PickleOpcode.NewFalse: Push(false); break;
            case PickleOpcode.BinInt: Push((long)BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4))); break;
            case PickleOpcode.BinInt1: Push((long)ReadByte()); break;
            case PickleOpcode.BinInt2: Push((long)BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2))); break;
            case PickleOpcode.Long1: Push(ReadLong()); break;
            case PickleOpcode.BinFloat: Push(BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8))); break;
            case PickleOpcode.BinUnicode: Push(ReadText(ReadUInt32())); break;
            case PickleOpcode.ShortBinUnicode: Push(ReadText(ReadByte())); break;
            case PickleOpcode.BinBytes: ReadBytes(ReadUInt32()); Push(_bytes); break;
            case PickleOpcode.ShortBinBytes: ReadBytes(ReadByte()); Push(_bytes); break;
            case PickleOpcode.EmptyTuple: Push(Array.Empty<object?>()); break;
            case PickleOpcode.EmptyList: Push(new List<object?>()); break;
            case PickleOpcode.EmptyDict: Push(new PickledDictionary()); break;
            case PickleOpcode.Tuple: Push(PopToMark()); break;
            case PickleOpcode.Tuple1: Push(PopMany(1)); break;
            case PickleOpcode.Tuple2: Push(PopMany(2)); break;
            case PickleOpcode.Tuple3: Push(PopMany(3)); break;
            case PickleOpcode.Append: Append(PopMany(1)); break;
            case PickleOpcode.Appends: Append(PopToMark()); break;
            case PickleOpcode.SetItem: SetItems(PopMany(2)); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;
            case PickleOpcode.BinPut: Memorize(ReadByte()); break;
            case PickleOpcode.LongBinPut: Memorize(ReadUInt32()); break;
            case PickleOpcode.BinGet: Push(Recall(ReadByte())); break;
            case PickleOpcode.LongBinGet: Push(Recall(ReadUInt32())); break;
            case PickleOpcode.Memoize: Memorize((uint)_memo.Count); break;
            case PickleOpcode.Frame: ReadBytes(sizeof(long)); break;
            case PickleOpcode.Global: Push(Known(new PickledGlobal(ReadLine(), ReadLine()))); break;
            case PickleOpcode.StackGlobal: StackGlobal(); break;
            case PickleOpcode.BinPersId: Push(TorchGlobals.ToStorage(Pop())); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.NewObj: NewObject(); break;
            case PickleOpcode.Build: Build(); break;
            default: throw new InvalidDataException(Invariant($"there is opcode {(Enum.IsDefined(opcode) ? opcode : "?")} (0x{(byte)opcode:X2}). {Refusal}"));
        }
    }

    private static void RequireProtocol(byte protocol)
    {
        if (protocol is < MinProtocol or > MaxProtocol)
        {
            throw new InvalidDataException(Invariant($"the protocol is {protocol}; torch.save writes {MinProtocol}, and at most {MaxProtocol}."));
        }
    }

    private void Append(object?[] items)
    {
        if (Peek() is not PickledGlobal)
        {
            Peek<List<object?>>().AddRange(items);
        }
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is PickledGlobal)
        {
            return;
        }
        var dictionary = Peek<PickledDictionary>();
        for (var i = 0; i + 1 < items.Length; i += 2)
        {
            dictionary.Set(items[i], items[i + 1]);
        }
    }

    private void Reduce()
    {
        var arguments = Pop<object?[]>();
        Push(TorchGlobals.Call(Pop<PickledGlobal>(), arguments));
    }

    private void NewObject()
    {
        Pop<object?[]>();
        Push(TorchGlobals.Create(Pop<PickledGlobal>()));
    }

    /// <summary>Attributes of an object of a TorchScript archive, of one that is not looked at, or of a state dictionary: its versions.</summary>
    private void Build()
    {
        var state = Pop();
        switch (Peek())
        {
            case PickledModule module: module.Attributes = state as PickledDictionary; break;
            case PickledGlobal or PickledDictionary: break;
            default: throw new InvalidDataException("attributes are set on something that has none.");
        }
    }

    private void StackGlobal()
    {
        var name = Pop<string>();
        Push(Known(new PickledGlobal(Pop<string>(), name)));
    }

    private static PickledGlobal Known(PickledGlobal global) => TorchGlobals.IsKnown(global)
        ? global
        : throw new InvalidDataException($"there is the global {Excerpt.Of(global.FullName)}. {Refusal}");

    private void Push(object? value)
    {
        if (++_values > MaxValues)
        {
            throw new InvalidDataException(Invariant($"it makes more than {MaxValues} values."));
        }
        _stack.Add(value);
    }

    private void Memorize(uint key)
    {
        // Keys that are counted up, as every pickler counts them, share no bucket; keys of a forger could all share one.
        if (key > MaxValues)
        {
            throw new InvalidDataException(Invariant($"its memo has more than {MaxValues} entries."));
        }
        _memo[key] = Peek();
    }

    private object? Recall(uint key)
        => _memo.TryGetValue(key, out var value) ? value : throw new InvalidDataException(Invariant($"entry {key} of the memo is missing."));

    private object? Peek()
        => _stack.Count > 0 && !ReferenceEquals(_stack[^1], _mark) ? _stack[^1] : throw new InvalidDataException("the stack is empty.");

    private T Peek<T>() where T : class
        => Peek() as T ?? throw new InvalidDataException("a value is of another kind than its use needs.");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private T Pop<T>() where T : class
    {
        var value = Peek<T>();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.FindLastIndex(value => ReferenceEquals(value, _mark));
        if (mark < 0)
        {
            throw new InvalidDataException("there is no mark on the stack.");
        }
        var items = PopMany(_stack.Count - mark - 1);
        _stack.RemoveAt(mark);
        return items;
    }

    private object?[] PopMany(int count)
    {
        var start = _stack.Count - count;
        if (start < 0 || _stack.FindIndex(start, value => ReferenceEquals(value, _mark)) >= 0)
        {
            throw new InvalidDataException("the stack has too few values.");
        }
        object?[] items = [.. _stack[start..]];
        _stack.RemoveRange(start, count);
        return items;
    }

    private byte ReadByte() => ReadBytes(1)[0];

    private ReadOnlySpan<byte> ReadBytes(long count)
    {
        if (count > _pickle.Length - _position)
        {
            throw new InvalidDataException("it ends in the middle.");
        }
        var bytes = _pickle.AsSpan(_position, (int)count);
        _position += (int)count;
        return bytes;
    }

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    /// <summary>A number; a larger one than 64 bits hold is a seed of a generator, which nobody asks for.</summary>
    private object ReadLong()
    {
        var bytes = ReadBytes(ReadByte());
        var value = new BigInteger(bytes);
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : _bytes;
    }

    private string ReadText(uint length)
    {
        var utf8 = ReadBytes(length);
        return Utf8.IsValid(utf8) ? Encoding.UTF8.GetString(utf8) : throw new InvalidDataException("a text is not in UTF-8.");
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (var c = ReadByte(); c != '\n'; c = ReadByte())
        {
            line.Append((char)c);
        }
        return line.ToString();
    }
}
