using System.Buffers.Binary;
using System.Text;
using Tpt.Engine.Checkpoints.Pickles;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>A pickle, opcode by opcode, in the order in which Python's own pickler writes them.</summary>
internal sealed class PickleBuilder
{
    private readonly List<byte> _bytes = [];

    public PickleBuilder() => Op(PickleOpcode.Proto).Raw(2);

    public PickleBuilder Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public PickleBuilder Op(params PickleOpcode[] opcodes) => Raw(Array.ConvertAll(opcodes, opcode => (byte)opcode));

    public PickleBuilder Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        return Op(PickleOpcode.BinUnicode).Raw(BitConverter.GetBytes(utf8.Length)).Raw(utf8);
    }

    public PickleBuilder Int(int value) => Op(PickleOpcode.BinInt).Raw(BitConverter.GetBytes(value));

    public PickleBuilder Float(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        return Op(PickleOpcode.BinFloat).Raw(bytes);
    }

    public PickleBuilder Global(string module, string name) => Op(PickleOpcode.Global).Raw(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));

    public PickleBuilder Tuple(params int[] values)
    {
        Op(PickleOpcode.Mark);
        Array.ForEach(values, value => Int(value));
        return Op(PickleOpcode.Tuple);
    }

    /// <summary>A dictionary with text keys.</summary>
    public PickleBuilder Dict(params (string Key, Action<PickleBuilder> Value)[] items)
    {
        Op(PickleOpcode.EmptyDict, PickleOpcode.Mark);
        foreach (var (key, value) in items)
        {
            value(Text(key));
        }
        return Op(PickleOpcode.SetItems);
    }

    /// <summary>What <c>torch.save</c> writes for <c>module.state_dict()</c>: an <c>OrderedDict</c> with the versions of the modules as its attribute.</summary>
    public PickleBuilder StateDict(IEnumerable<(string Key, Action<PickleBuilder> Value)> items)
    {
        OrderedDict().Op(PickleOpcode.Mark);
        foreach (var (key, value) in items)
        {
            value(Text(key));
        }
        return Op(PickleOpcode.SetItems).Dict(("_metadata", p => p.OrderedDict())).Op(PickleOpcode.Build);
    }

    /// <summary><c>torch._utils._rebuild_tensor_v2(storage, offset, size, stride, False, OrderedDict())</c>, and metadata where they are given.</summary>
    public PickleBuilder Tensor(string storageType, string key, int count, int offset, int[] size, int[] stride, Action<PickleBuilder>? metadata = null)
    {
        Global("torch._utils", "_rebuild_tensor_v2")
            .Op(PickleOpcode.Mark)
            .Op(PickleOpcode.Mark).Text("storage").Global("torch", storageType).Text(key).Text("cuda:0").Int(count).Op(PickleOpcode.Tuple, PickleOpcode.BinPersId)
            .Int(offset).Tuple(size).Tuple(stride).Op(PickleOpcode.NewFalse)
            .OrderedDict();
        metadata?.Invoke(this);
        return Op(PickleOpcode.Tuple, PickleOpcode.Reduce);
    }

    public PickleBuilder OrderedDict() => Global("collections", "OrderedDict").Op(PickleOpcode.EmptyTuple, PickleOpcode.Reduce);

    public byte[] Build()
    {
        Op(PickleOpcode.Stop);
        return [.. _bytes];
    }
}
