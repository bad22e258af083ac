using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Tpt.Engine.Numerics;
using Tpt.Engine.Checkpoints.Pickles;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Scripted;

/// <summary>Writes TorchScript files by hand, in the layout of torch.jit.save: code, one weight matrix, and nothing else.</summary>
internal sealed record ScriptedProgram
{
    public const int ImageSize = 8;
    public const int FeatureCount = 24;

    /// <summary>x W, with an activation that a compiler could fuse.</summary>
    public const string Formula = """
            y = torch.matmul(torch.flatten(x, 1), self.weight)
            return torch.add(torch.mul(y, torch.sigmoid(torch.mul(y, 1.702))), torch.tanh(y))
        """;

    /// <summary>The lines of <c>forward(self, x: Tensor)</c>.</summary>
    public string Body { get; init; } = Formula;

    public string Returns { get; init; } = "Tensor";

    /// <summary>Whether there is code at all, which torch.save does not write.</summary>
    public bool HasCode { get; init; } = true;

    public int Inputs { get; init; } = 3 * ImageSize * ImageSize;

    public int Features { get; init; } = FeatureCount;

    /// <summary>The weights that <see cref="Write"/> writes, <c>[inputs, features]</c>.</summary>
    public Tensor Weight()
    {
        using var generator = new Generator(21);
        return randn([Inputs, Features], generator: generator).Over(Math.Sqrt(Inputs));
    }

    public string Write(string path)
    {
        using var weight = Weight();
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        Add(archive, "data.pkl", new PickleBuilder()
            .Global("__torch__", "Tower").Raw((byte)')', 0x81)
            .Dict(("training", pickle => pickle.Op(PickleOpcode.NewFalse)), ("weight", pickle => pickle.Tensor("FloatStorage", "0", Inputs * Features, 0, [Inputs, Features], [Features, 1])))
            .Op(PickleOpcode.Build).Build());
        if (HasCode)
        {
            Add(archive, "code/__torch__.py", Encoding.UTF8.GetBytes(Code().ReplaceLineEndings("\n")));
        }
        Add(archive, "data/0", MemoryMarshal.AsBytes<float>(weight.data<float>().ToArray()).ToArray());
        Add(archive, "constants.pkl", new PickleBuilder().Op(PickleOpcode.EmptyTuple).Build());
        Add(archive, "version", "3\n"u8.ToArray());
        return path;
    }

    private string Code() => $"""
        class Tower(Module):
          __parameters__ = ["weight", ]
          __buffers__ = []
          training : bool
          weight : Tensor
          def forward(self: __torch__.Tower, x: Tensor) -> {Returns}:
        {Body}

        """;

    private static void Add(ZipArchive archive, string name, byte[] bytes)
    {
        using var stream = archive.CreateEntry($"tower/{name}", CompressionLevel.NoCompression).Open();
        stream.Write(bytes);
    }
}
