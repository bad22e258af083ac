using System.IO.Compression;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Fuzz.Mutation;

namespace Tpt.Fuzz.Corpus;

/// <summary>Soft prompts as CoOp publishes them: an archive of torch.save with a pickle and one entry for each storage.</summary>
internal static class CoopArchive
{
    public const string PickleName = "archive/data.pkl";

    public static IReadOnlyList<byte[]> Pickles { get; } =
    [
        Pickle("FloatStorage", 12, 0, [3, 4], [4, 1]),
        Pickle("HalfStorage", 12, 1, [3, 2], [1, 5]),
        new PickleBuilder().Dict(
            ("epoch", p => p.Int(50)), ("val_result", p => p.Float(0.5)), ("name", p => p.Text("ctx")), ("betas", p => p.Tuple(1, 2)), ("none", p => p.Op(PickleOpcode.None)),
            ("optimizer", p => p.Global("torch.optim.sgd", "SGD").Op(PickleOpcode.EmptyTuple, PickleOpcode.NewObj).Dict().Op(PickleOpcode.Build)),
            ("state_dict", p => State(p, "FloatStorage", 8, 0, [2, 4], [4, 1]))).Build(),
    ];

    public static byte[] Build(byte[] pickle, CompressionLevel level) => ZipMutation.Write(
        [(PickleName, pickle), ("archive/byteorder", [.. "little"u8]), ("archive/data/0", [.. Enumerable.Range(0, 48).Select(i => (byte)(i % 60))]), ("archive/version", [.. "3\n"u8])], level);

    private static byte[] Pickle(string storage, int count, int offset, int[] size, int[] stride)
        => new PickleBuilder().Dict(("state_dict", p => State(p, storage, count, offset, size, stride))).Build();

    private static void State(PickleBuilder pickle, string storage, int count, int offset, int[] size, int[] stride)
        => pickle.OrderedDict().Op(PickleOpcode.BinPut).Raw(1).Op(PickleOpcode.Mark).Text("ctx").Tensor(storage, "0", count, offset, size, stride).Op(PickleOpcode.SetItems);
}
