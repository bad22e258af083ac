using System.Buffers.Binary;
using Tpt.Engine.Checkpoints.Pickles;

namespace Tpt.Fuzz.Mutation;

/// <summary>Changes a pickle instruction by instruction, or makes one of random instructions.</summary>
internal static class PickleMutation
{
    private const int LongestRepetition = 1 << 20;

    private static readonly PickleOpcode[] _all = Enum.GetValues<PickleOpcode>();

    /// <summary>What the reader knows, so that random programs get far.</summary>
    private static readonly PickleOpcode[] _known =
    [
        PickleOpcode.Mark, PickleOpcode.None, PickleOpcode.NewTrue, PickleOpcode.BinInt, PickleOpcode.BinInt1, PickleOpcode.BinInt2, PickleOpcode.Long1, PickleOpcode.BinFloat,
        PickleOpcode.BinUnicode, PickleOpcode.EmptyTuple, PickleOpcode.EmptyList, PickleOpcode.EmptyDict, PickleOpcode.Tuple, PickleOpcode.Tuple1, PickleOpcode.Tuple2,
        PickleOpcode.Tuple3, PickleOpcode.Append, PickleOpcode.Appends, PickleOpcode.SetItem, PickleOpcode.SetItems, PickleOpcode.BinPut, PickleOpcode.LongBinPut,
        PickleOpcode.BinGet, PickleOpcode.Global, PickleOpcode.BinPersId, PickleOpcode.Reduce, PickleOpcode.NewObj, PickleOpcode.Build,
    ];

    private static readonly string[] _globals =
    [
        "torch._utils\n_rebuild_tensor_v2\n", "torch._utils\n_rebuild_parameter\n", "collections\nOrderedDict\n", "collections\ndefaultdict\n", "builtins\ndict\n",
        "torch._utils\n_rebuild_tensor_v3\n", "torch._utils\n_rebuild_parameter_with_state\n", "torch._tensor\n_rebuild_from_type_v2\n", "torch\nTensor\n",
        "torch\nFloatStorage\n", "torch\nHalfStorage\n", "torch\nCharStorage\n", "torch.storage\nUntypedStorage\n", "torch\nfloat8_e4m3fn\n", "torch.optim.sgd\nSGD\n",
        "__torch__.clip.model\nModule\n", "torch.jit._pickle\nrestore_type_tag\n", "numpy.core.multiarray\nscalar\n", "os\nsystem\n", "builtins\neval\n", "a\n\n", "\n\n",
    ];

    public static byte[] Mutate(byte[] pickle, Pcg random)
    {
        if (random.OneIn(8))
        {
            return ByteMutation.Mutate(pickle, random);
        }
        var instructions = random.OneIn(6)
            ? [[0x80, 2], .. Enumerable.Range(0, random.Below(60)).Select(_ => Instruction(random)), [(byte)PickleOpcode.Stop]]
            : Split(pickle);
        for (var rounds = 1 + random.Below(3); rounds > 0 && instructions.Count > 0; rounds--)
        {
            Change(instructions, random);
        }
        return [.. instructions.SelectMany(bytes => bytes)];
    }

    private static void Change(List<byte[]> instructions, Pcg random)
    {
        var index = random.Below(instructions.Count);
        switch (random.Below(6))
        {
            case 0:
                instructions.RemoveAt(index);
                break;
            case 1:
                instructions.Insert(index, Instruction(random));
                break;
            case 2:
                instructions[index] = Instruction(random);
                break;
            case 3:
                instructions.Insert(random.Below(instructions.Count), instructions[index]);
                break;
            case 4 when random.OneIn(30):
                var repeated = Instruction(random);
                instructions.InsertRange(index, Enumerable.Repeat(repeated, Math.Min(random.Pick<int>([100, 10_000, 300_000]), LongestRepetition / repeated.Length)));
                break;
            default:
                // An argument of the same kind, so that the program goes on.
                if (instructions[index].Length > 1)
                {
                    instructions[index] = [instructions[index][0], .. Argument((PickleOpcode)instructions[index][0], random)];
                }
                break;
        }
    }

    private static byte[] Instruction(Pcg random)
    {
        var opcode = random.Pick(random.OneIn(8) ? _all : _known);
        return [(byte)opcode, .. Argument(opcode, random)];
    }

    private static byte[] Argument(PickleOpcode opcode, Pcg random)
    {
        switch (opcode)
        {
            case PickleOpcode.BinUnicode:
                var text = random.Pick<string>(["state_dict", "ctx", "prompt_learner.ctx", "model", "module.visual.proj", "context_length", "storage", "0", "1", "cuda:0", "", new string('x', 5000)]);
                var length = random.OneIn(8) ? (int)random.Pick(Interesting.Integers) : text.Length;
                return [.. BitConverter.GetBytes(length), .. text.Select(letter => (byte)letter)];
            case PickleOpcode.Global:
                return [.. random.Pick(_globals).Select(letter => (byte)letter)];
            case PickleOpcode.Long1:
                var size = random.Pick<byte>([0, 1, 2, 8, 9, 255]);
                return [size, .. random.Bytes(size)];
            case PickleOpcode.BinPut or PickleOpcode.BinGet:
                return [(byte)random.Below(4)];
            default:
                var argument = BitConverter.GetBytes(random.Pick(Interesting.Integers));
                return argument[..Math.Min(argument.Length, FixedLength(opcode))];
        }
    }

    /// <summary>The instructions; what is broken already is the last one.</summary>
    private static List<byte[]> Split(byte[] pickle)
    {
        var instructions = new List<byte[]>();
        for (var start = 0; start < pickle.Length;)
        {
            var length = (int)Math.Clamp(ArgumentLength((PickleOpcode)pickle[start], pickle.AsSpan(start + 1)), 0, pickle.Length - start - 1);
            instructions.Add(pickle[start..(start + 1 + length)]);
            start += 1 + length;
        }
        return instructions;
    }

    private static long ArgumentLength(PickleOpcode opcode, ReadOnlySpan<byte> rest) => opcode switch
    {
        PickleOpcode.BinUnicode when rest.Length >= 4 => 4L + BinaryPrimitives.ReadInt32LittleEndian(rest),
        PickleOpcode.Long1 when rest.Length >= 1 => 1 + rest[0],
        PickleOpcode.Global when rest.IndexOf((byte)'\n') + 1 is var line => line + rest[line..].IndexOf((byte)'\n') + 1,
        _ => FixedLength(opcode),
    };

    private static int FixedLength(PickleOpcode opcode) => opcode switch
    {
        PickleOpcode.Proto or PickleOpcode.BinInt1 or PickleOpcode.BinPut or PickleOpcode.BinGet => 1,
        PickleOpcode.BinInt2 => 2,
        PickleOpcode.BinInt or PickleOpcode.LongBinPut or PickleOpcode.LongBinGet => 4,
        PickleOpcode.BinFloat => 8,
        _ => 0,
    };
}
