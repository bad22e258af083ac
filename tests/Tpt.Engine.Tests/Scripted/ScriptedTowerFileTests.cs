using System.IO.Compression;
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
    public void Open_CodeThatAnnouncesAllBytesThereAre_IsRefused()
    {
        var path = _folder.File("tower.pt");
        using (var zip = new ZipArchive(File.Create(path), ZipArchiveMode.Create))
        {
            Array.ForEach(["code/a.py", "code/b.py"], name => zip.CreateEntry($"tower/{name}", CompressionLevel.NoCompression));
        }
        File.WriteAllBytes(path, WithAnnouncedLength(File.ReadAllBytes(path)));

        Open(path).Should().Throw<InvalidDataException>().WithMessage("'*tower.pt' is no TorchScript file: It has more than 16777216 bytes of code*");
    }

    [Fact]
    public void Open_NoFile_SaysSo() => Open(_folder.File("tower.pt")).Should().Throw<FileNotFoundException>();

    /// <summary>The zip with 2^63 - 1 as the length of each entry, in the field that zip64 has for it.</summary>
    private static byte[] WithAnnouncedLength(byte[] zip)
    {
        byte[] extra = [1, 0, 8, 0, .. BitConverter.GetBytes(long.MaxValue)];
        var directory = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        var end = zip.AsSpan().IndexOf("PK\u0005\u0006"u8);
        List<byte> changed = [.. zip[..directory]];
        for (var at = directory; at < end;)
        {
            var (name, entry) = (BitConverter.ToUInt16(zip, at + 28), zip[at..(at + 46)]);
            BitConverter.GetBytes(uint.MaxValue).CopyTo(entry, 24);
            BitConverter.GetBytes((ushort)extra.Length).CopyTo(entry, 30);
            changed.AddRange([.. entry, .. zip[(at + 46)..(at + 46 + name)], .. extra]);
            at += 46 + name + BitConverter.ToUInt16(zip, at + 30) + BitConverter.ToUInt16(zip, at + 32);
        }
        var tail = zip[end..];
        BitConverter.GetBytes(changed.Count - directory).CopyTo(tail, 12);
        return [.. changed, .. tail];
    }

    private static Action Open(string path) => () => ScriptedTowerFile.Open(path).Dispose();
}
