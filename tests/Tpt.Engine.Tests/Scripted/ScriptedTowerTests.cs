using System.IO.Compression;
using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Scripted;

[Collection(BuiltInModelCollection.Name)]
public sealed class ScriptedTowerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public static TheoryData<string, string, string> Unfit => new()
    {
        { "    return torch.slice(torch.flatten(x, 1), 1, 0, 7)", "Tensor", "it gives [2, 7] for images [2, 3, 8, 8]; with this text tower it must give [2, 24], for any number of images." },
        { "    return torch.reshape(torch.slice(torch.flatten(x), 0, 0, 24), [1, 24])", "Tensor", "it gives [1, 24] for images [2, 3, 8, 8]*any number*" },
        { "    y = torch.flatten(x, 1)\n    return (torch.matmul(y, self.weight), y)", "Tuple[Tensor, Tensor]", "it gives several values, not one tensor*" },
        { "    return \"features\"", "str", "it gives something else than a tensor." },
        { "    return torch.matmul(x, self.weight)", "Tensor", "it fails on images [2, 3, 8, 8] in 32-bit floats on cpu: RuntimeError: *" },
        { "    ops.prim.RaiseException(\"not today\", \"builtins.ValueError\")\n    return x", "Tensor", "it fails on images*not today*" },
        { "    return torch.to(torch.matmul(torch.flatten(x, 1), self.weight), 5)", "Tensor", "it gives Float16; it must compute in 32-bit floats." },
        { "    return torch.div(torch.matmul(torch.flatten(x, 1), self.weight), 0.)", "Tensor", "it gives numbers that are not finite." },
        { "    y = torch.matmul(torch.flatten(x, 1), self.weight)\n    return torch.sub(y, torch.mean(y, [0], True))", "Tensor", "an image's features differ by * with the images beside it. Call eval() on it before it is traced." },
    };

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Encode_Images_IsWhatTheProgramComputes()
    {
        var program = new ScriptedProgram();
        using var tower = Load(program);
        var images = Images(5);

        var y = images.flatten(1).matmul(program.Weight());
        var features = tower.Encode(images);

        features.shape.Should().Equal(5, ScriptedProgram.FeatureCount);
        features.requires_grad.Should().BeFalse();
        (features - (y * (1.702 * y).sigmoid() + y.tanh())).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void Encode_SameImagesAgain_HasTheSameBits()
    {
        using var tower = Load(new ScriptedProgram());
        using var another = Load(new ScriptedProgram());
        var first = new[] { 1, 8, 3 }.ToDictionary(count => count, count => Numbers(tower.Encode(Images(count))));

        // libtorch runs a program plainly at first, and compiles it for what it has seen once it has seen enough.
        foreach (var count in new[] { 1, 1, 1, 8, 8, 8, 3, 3, 3, 1, 8 })
        {
            Numbers(tower.Encode(Images(count))).Should().Equal(first[count]);
        }
        Numbers(another.Encode(Images(3))).Should().Equal(first[3], "another process loads it anew");
    }

    [Theory]
    [MemberData(nameof(Unfit))]
    public void Load_ProgramThatIsNoImageTower_SaysWhatIsWrong(string body, string returns, string message)
    {
        var load = () => Load(new ScriptedProgram { Body = body, Returns = returns }).Dispose();

        load.Should().Throw<InvalidDataException>().WithMessage($"'*tower.pt' cannot be used as the image tower: {message}").Which.Message.Length.Should().BeLessThan(500);
    }

    [Fact]
    public void Load_ImagesOfAnotherSize_SaysSo()
    {
        var path = new ScriptedProgram().Write(_folder.File("tower.pt"));

        var load = () => ScriptedTower.Load(new ScriptedTowerConfig { Path = path, ImageSize = 9 }, ScriptedProgram.FeatureCount, CPU);

        load.Should().Throw<InvalidDataException>().WithMessage("*it fails on images [2, 3, 9, 9] in 32-bit floats on cpu: RuntimeError: *");
    }

    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1")]
    [InlineData("")]
    public void Load_NoArchive_SaysWhatMakesOne(string text)
    {
        File.WriteAllText(_folder.File("tower.pt"), text);

        FluentActions.Invoking(() => ScriptedTower.Load(Config(), ScriptedProgram.FeatureCount, CPU)).Should().Throw<InvalidDataException>()
            .WithMessage("'*tower.pt' is no TorchScript file that libtorch can load: PytorchStreamReader failed reading zip archive: *. It is made by torch.jit.trace(tower, images).save(path).");
    }

    [Theory]
    [InlineData("tower/data/0")]
    [InlineData("tower/data.pkl")]
    public void Load_ArchiveThatLacksAFile_SaysSoAndLeavesItToOthers(string missing)
    {
        var path = new ScriptedProgram().Write(_folder.File("tower.pt"));
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            archive.GetEntry(missing)!.Delete();
        }

        FluentActions.Invoking(() => ScriptedTower.Load(Config(), ScriptedProgram.FeatureCount, CPU)).Should().Throw<InvalidDataException>()
            .WithMessage("'*tower.pt' is no TorchScript file that libtorch can load: *");
        OpenFiles.IsOpenHere(path).Should().BeFalse("someone puts a better file there");
    }

    [Theory]
    [InlineData("πύργος")]
    [InlineData("塔")]
    [InlineData("tour d'été")]
    public void Load_FolderOfOtherLetters_LoadsWhatIsThere(string folder)
    {
        Directory.CreateDirectory(_folder.File(folder));
        var path = new ScriptedProgram().Write(Path.Combine(_folder.File(folder), "tower.pt"));
        using var plain = Load(new ScriptedProgram());

        using var tower = ScriptedTower.Load(Config() with { Path = path }, ScriptedProgram.FeatureCount, CPU);

        Numbers(tower.Encode(Images(2))).Should().Equal(Numbers(plain.Encode(Images(2))));
    }

    [Fact]
    public void LoadBytes_AProgram_IsWhatLoadGives()
    {
        var path = new ScriptedProgram().Write(_folder.File("tower.pt"));
        using var fromPath = ProgramFile.Load(path, CPU);
        using var fromBytes = ProgramFile.LoadBytes(path, CPU);

        Numbers((Tensor)fromBytes.forward(Images(2))).Should().Equal(Numbers((Tensor)fromPath.forward(Images(2))));
    }

    [Fact]
    public void Network_WithAProgram_HasNoImageTensorsAndRunsIt()
    {
        var program = new ScriptedProgram();
        program.Write(_folder.File("tower.pt"));
        var config = TinyModel.VisionTransformer with { Vision = Config() };
        using var network = ClipNetwork.Empty(config, CPU);
        network.eval();

        var features = network.forward(Images(2));

        network.state_dict().Keys.Should().OnlyContain(name => name == "logit_scale" || name.StartsWith("text_", StringComparison.Ordinal));
        network.Float32Images.Should().BeSameAs(network.Images);
        features.shape.Should().Equal(2, ScriptedProgram.FeatureCount);
        ViewChunkSizing.Automatic(config.Vision, DeviceType.CPU).Should().Be(8, "as for ViT-B/16");
        ViewChunkSizing.Measure(network.Images, ScriptedProgram.ImageSize, CPU).Should().BeInRange(1, ViewChunkSizing.Most);
    }

    [Fact]
    public void Dispose_LargePrograms_FreesTheirWeights()
    {
        const int Loads = 6;
        const int Inputs = 3 * ScriptedProgram.ImageSize * ScriptedProgram.ImageSize;
        const int Padding = 50_000;
        // 38 MB in columns that the program leaves out.
        var program = new ScriptedProgram { Features = ScriptedProgram.FeatureCount + Padding, Body = "    return torch.matmul(torch.flatten(x, 1), torch.slice(self.weight, 1, 0, 24))" };
        program.Write(_folder.File("tower.pt"));
        ScriptedTower.Load(Config(), ScriptedProgram.FeatureCount, CPU).Dispose();
        var before = ResidentBytes();

        for (var i = 0; i < Loads; i++)
        {
            var tower = ScriptedTower.Load(Config(), ScriptedProgram.FeatureCount, CPU);
            tower.Dispose();
            tower.Dispose();
        }

        (ResidentBytes() - before).Should().BeLessThan((long)Loads * Inputs * Padding * sizeof(float) / 2);
    }

    [Theory]
    [InlineData(TptPrecision.Auto, 0, "Approximations.Precision is Auto, but the image tower is a TorchScript program, which computes in 32-bit floats*")]
    [InlineData(TptPrecision.BFloat16, 0, "Approximations.Precision is BFloat16, but*")]
    [InlineData(TptPrecision.Float32, 0.5, "Approximations.PatchDropout is 0.5, but the image tower is a TorchScript program*")]
    public void Check_ApproximationsOfTheImageTower_AreRefused(TptPrecision precision, double dropout, string message)
        => FluentActions.Invoking(() => ModelFit.Check(Config(), new ApproximationOptions { Precision = precision, PatchDropout = dropout })).Should().Throw<ArgumentException>().WithMessage(message);

    private ScriptedTowerConfig Config() => new() { Path = _folder.File("tower.pt"), ImageSize = ScriptedProgram.ImageSize };

    private ScriptedTower Load(ScriptedProgram program)
    {
        program.Write(_folder.File("tower.pt"));
        return ScriptedTower.Load(Config(), ScriptedProgram.FeatureCount, CPU);
    }

    private static Tensor Images(int count) => randn([count, 3, ScriptedProgram.ImageSize, ScriptedProgram.ImageSize], generator: new Generator(9));

    private static float[] Numbers(Tensor features) => features.data<float>().ToArray();

    private static long ResidentBytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
