using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Scripted;

/// <summary>A CLIP folder whose image tower is a TorchScript file, loaded as users do.</summary>
public sealed class ScriptedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ScriptedModelTests()
    {
        using var scope = NewDisposeScope();
        var config = TinyModel.VisionTransformer with { Vision = new ClipVisionConfig { HiddenSize = 192, IntermediateSize = 448, NumHiddenLayers = 3, NumAttentionHeads = 3, ImageSize = ScriptedProgram.ImageSize, PatchSize = 4 } };
        TinyModel.WriteConfiguration(_folder.Path, config);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), TinyModel.Weights(config));
        new ScriptedProgram().Write(_folder.File("tower.pt"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ImageTowerPath_RunsTheProgramAndHasItAmongTheFiles()
    {
        using var clip = ClipModel.Load(Options());
        using var scope = NewDisposeScope();
        var images = randn([2, 3, ScriptedProgram.ImageSize, ScriptedProgram.ImageSize], generator: new Generator(2));

        using var tower = ScriptedTower.Load(new ScriptedTowerConfig { Path = _folder.File("tower.pt"), ImageSize = ScriptedProgram.ImageSize }, ScriptedProgram.FeatureCount, CPU);

        clip.Network.forward(images).allclose(tower.Encode(images), rtol: 0, atol: 0).Should().BeTrue();
        clip.Files.Select(file => Path.GetFileName(file.Path)).Should().BeEquivalentTo("model.safetensors", "tower.pt", "config.json", "preprocessor_config.json");
        clip.ViewChunkSize.Should().Be(8);
    }

    [Fact]
    public void Load_AnotherPrecision_IsRefusedBeforeAnythingRuns()
        => FluentActions.Invoking(() => ClipModel.Load(Options(), new ApproximationOptions { Precision = TptPrecision.BFloat16 }).Dispose())
            .Should().Throw<ArgumentException>().WithMessage("Approximations.Precision is BFloat16, but the image tower is a TorchScript program*");

    [Fact]
    public void Load_NoSuchProgram_SaysSo()
    {
        File.Delete(_folder.File("tower.pt"));

        FluentActions.Invoking(() => ClipModel.Load(Options()).Dispose()).Should().Throw<FileNotFoundException>().WithMessage("*tower.pt*ImageTowerPath*");
    }

    private ModelOptions Options() => TinyModel.WithoutTokenizer with { Path = _folder.Path, ImageTowerPath = _folder.File("tower.pt") };
}
