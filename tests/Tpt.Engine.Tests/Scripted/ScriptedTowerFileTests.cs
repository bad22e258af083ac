using System.Security.Cryptography;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Tests.Checkpoints;

namespace Tpt.Engine.Tests.Scripted;

public sealed class ScriptedTowerFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fingerprint_OfAProgram_IsThatOfItsFile()
    {
        var path = new ScriptedProgram().Write(_folder.File("tower.pt"));
        using var file = ScriptedTowerFile.Open(path);

        var fingerprint = file.Fingerprint();

        fingerprint.Path.Should().Be(Path.GetFullPath(path));
        fingerprint.Sha256.Should().Be(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))));
    }

    [Fact]
    public void Fingerprint_FileThatWasChangedMeanwhile_SaysSo()
    {
        var path = new ScriptedProgram().Write(_folder.File("tower.pt"));
        using var file = ScriptedTowerFile.Open(path);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));

        file.Invoking(f => f.Fingerprint()).Should().Throw<InvalidDataException>().WithMessage("'*tower.pt' was changed while it was read*");
    }

    [Theory]
    [InlineData("    return ops.torchvision.nms(x, x, 0.5)", "torchvision.nms")]
    [InlineData("    y = ops.xformers.efficient_attention_forward_cutlass(x)\n    return ops.flash_attn._flash_attn_forward(y)", "flash_attn._flash_attn_forward, xformers.efficient_attention_forward_cutlass")]
    public void Open_OperatorsOfAnotherLibrary_AreNamed(string body, string names)
    {
        var path = new ScriptedProgram { Body = body }.Write(_folder.File("tower.pt"));

        Open(path).Should().Throw<InvalidDataException>().WithMessage($"'*tower.pt' calls operators that are not libtorch's own: {names}. Trace the tower without*");
    }

    [Fact]
    public void Open_OperatorsOfLibtorch_AreTaken()
        => Open(new ScriptedProgram { Body = "    ops.prim.Print(ops.aten.Int(1))\n    return x" }.Write(_folder.File("tower.pt"))).Should().NotThrow();

    [Fact]
    public void Open_WeightsAlone_SaysWhatWritesAProgram()
        => Open(new ScriptedProgram { HasCode = false }.Write(_folder.File("tower.pt"))).Should().Throw<InvalidDataException>()
            .WithMessage("'*tower.pt' is no TorchScript file: It has no code, as a file of weights alone has none. Such a file is written by torch.jit.trace(tower, images).save(path).");

    [Fact]
    public void Open_NoArchive_SaysWhatItIsAndWhatWritesOne()
    {
        File.WriteAllText(_folder.File("tower.pt"), "version https://git-lfs.github.com/spec/v1\n");

        Open(_folder.File("tower.pt")).Should().Throw<InvalidDataException>().WithMessage("'*tower.pt' is a Git LFS pointer*'git lfs pull'*torch.jit.trace(tower, images).save(path)*");
    }

    [Fact]
    public void Open_NoFile_SaysSo() => Open(_folder.File("tower.pt")).Should().Throw<FileNotFoundException>();

    private static Action Open(string path) => () => ScriptedTowerFile.Open(path).Dispose();
}
