using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Tpt.Engine.Checkpoints;

/// <summary>
/// Reads the pickle of a checkpoint, protocol 2 as <c>torch.save</c> writes it: plain data, and descriptions of tensors. A
/// pickle is a program; of its instructions only those are known that such data needs, and none can reach outside.
/// </summary>
/// <remarks>
/// Values are null, bool, long, double, string, <c>object?[]</c> for a tuple, <c>List</c>, <c>Dictionary</c>,
/// <see cref="PickledStorage"/>, <see cref="PickledTensor"/> and <see cref="PickledGlobal"/>.
/// </remarks>
internal sealed class PickleReader
{
    private const string Refusal = "It is refused, since a pickle can run code and only what a checkpoint's tensors need is read.";
    private const byte Protocol = 2;

    private static readonly object _mark = new();

    private readonly byte[] _pickle;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _position;

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
            throw new InvalidDataException($"'{path}' cannot be read as a checkpoint: before byte {reader._position} of its pickle, {e.Message}", e);
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
            case PickleOpcode.Mark: _stack.Add(_mark); break;
            case PickleOpcode.None: _stack.Add(null); break;
            case PickleOpcode.NewTrue: _stack.Add(true); break;
            case PickleOpcode.NewFalse: _stack.Add(false); break;
            case PickleOpcode.BinInt: _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4))); break;
            case PickleOpcode.BinInt1: _stack.Add((long)ReadByte()); break;
            case PickleOpcode.BinInt2: _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2))); break;
            case PickleOpcode.Long1: _stack.Add(ReadLong()); break;
            case PickleOpcode.BinFloat: _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8))); break;
            case PickleOpcode.BinUnicode: _stack.Add(Encoding.UTF8.GetString(ReadBytes(ReadUInt32()))); break;
            case PickleOpcode.EmptyTuple: _stack.Add(Array.Empty<object?>()); break;
            case PickleOpcode.EmptyList: _stack.Add(new List<object?>()); break;
            case PickleOpcode.EmptyDict: _stack.Add(new Dictionary<object, object?>()); break;
            case PickleOpcode.Tuple: _stack.Add(PopToMark()); break;
            case PickleOpcode.Tuple1: _stack.Add(PopMany(1)); break;
            case PickleOpcode.Tuple2: _stack.Add(PopMany(2)); break;
            case PickleOpcode.Tuple3: _stack.Add(PopMany(3)); break;
            case PickleOpcode.Append: Append(PopMany(1)); break;
            case PickleOpcode.Appends: Append(PopToMark()); break;
            case PickleOpcode.SetItem: SetItems(PopMany(2)); break;
            case PickleOpcode.SetItems: SetItems(PopToMark()); break;
            case PickleOpcode.BinPut: _memo[ReadByte()] = Peek(); break;
            case PickleOpcode.LongBinPut: _memo[ReadUInt32()] = Peek(); break;
            case PickleOpcode.BinGet: _stack.Add(Recall(ReadByte())); break;
            case PickleOpcode.LongBinGet: _stack.Add(Recall(ReadUInt32())); break;
            case PickleOpcode.Global: _stack.Add(ReadGlobal()); break;
            case PickleOpcode.BinPersId: _stack.Add(TorchGlobals.ToStorage(Pop())); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.NewObj: NewObject(); break;
            case PickleOpcode.Build: Build(); break;
            default: throw new InvalidDataException($"there is opcode {(Enum.IsDefined(opcode) ? opcode : "?")} (0x{(byte)opcode:X2}). {Refusal}");
        }
    }

    private static void RequireProtocol(byte protocol)
    {
        if (protocol != Protocol)
        {
            throw new InvalidDataException($"the protocol is {protocol}; torch.save writes {Protocol}.");
        }
    }

    private void Append(object?[] items) => Peek<List<object?>>().AddRange(items);

    private void SetItems(object?[] items)
    {
        var dictionary = Peek<Dictionary<object, object?>>();
        for (var i = 0; i + 1 < items.Length; i += 2)
        {
            dictionary[items[i] ?? throw new InvalidDataException("a dictionary's key is None.")] = items[i + 1];
        }
    }

    private void Reduce()
    {
        var arguments = Pop<object?[]>();
        _stack.Add(TorchGlobals.Call(Pop<PickledGlobal>(), arguments));
    }

    private void NewObject()
    {
        Pop<object?[]>();
        _stack.Add(TorchGlobals.Create(Pop<PickledGlobal>()));
    }

    /// <summary>Attributes of an object that is not looked at, or of a state dictionary: its versions.</summary>
    private void Build()
    {
        Pop();
        if (Peek() is not (PickledGlobal or Dictionary<object, object?>))
        {
            throw new InvalidDataException("attributes are set on something that has none.");
        }
    }

    private PickledGlobal ReadGlobal()
    {
        var global = new PickledGlobal(ReadLine(), ReadLine());
        return TorchGlobals.IsKnown(global)
            ? global
            : throw new InvalidDataException($"there is the global {global.FullName}. {Refusal}");
    }

    private object? Recall(uint key)
        => _memo.TryGetValue(key, out var value) ? value : throw new InvalidDataException($"entry {key} of the memo is missing.");

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

    private long ReadLong()
    {
        var bytes = ReadBytes(ReadByte());
        var value = new BigInteger(bytes);
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : throw new InvalidDataException($"an integer has {bytes.Length} bytes.");
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
