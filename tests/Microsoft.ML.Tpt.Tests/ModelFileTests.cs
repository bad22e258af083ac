using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tests.Scripted;

namespace Microsoft.ML.Tests;

/// <summary>Transformers whose CLIP lies in other files than the built-in model's: those of PyTorch, and an image tower that is a program.</summary>
public sealed class ModelFileTests : IClassFixture<Workspace>, IDisposable
{
    private const int ImageSize = 64;
    private const int FeatureCount = 160;

    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _images;
    private readonly string _folder;
    private readonly string _file;

    public ModelFileTests(Workspace workspace)
    {
        _images = workspace.LoadImages(_context, 2);
        _folder = workspace.PathOf($"{Guid.NewGuid():N}");
        _file = Path.Combine(Directory.CreateDirectory(_folder).FullName, "MLModel.zip");
    }

    private string ModelFolder => Path.Combine(_folder, "model");

    private string Tower => Path.Combine(_folder, "tower.pt");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("pytorch_model.bin", false)]
    [InlineData("epoch_3.pt", true)]
    [InlineData("model.pth.tar", true)]
    public void Embed_WeightsOfTorchSave_GiveTheBuiltInModelsScoresFromTheSavedFileAlone(string name, bool namesTheFile)
    {
        var expected = Scores(_ => { });
        WriteAsTorchArchive(name);
        var path = namesTheFile ? Path.Combine(ModelFolder, name) : ModelFolder;

        using (var transformer = Fit(options => (options.Model.Path, options.ModelStorage) = (path, TptModelStorage.Embed)))
        {
            ScoresOf(transformer).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
            _context.Model.Save(transformer, _images.Schema, _file);
        }
        Directory.Delete(ModelFolder, recursive: true);

        using var loaded = Load();
        ScoresOf(loaded).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
    }

    [Fact]
    public void ImageTowerPath_SavedModel_RunsTheProgramOnlyWhereTheApplicationAgrees()
    {
        WriteTower();
        float[][] expected;
        using (var transformer = Fit(SetTower))
        {
            transformer.Options.ModelStorage.Should().Be(TptModelStorage.Reference);
            expected = ScoresOf(transformer);
            _context.Model.Save(transformer, _images.Schema, _file);
        }

        this.Invoking(test => test.Load()).Should().Throw<Exception>().Which.GetBaseException()
            .Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain(Tower).And.Contain($"AppContext.SetSwitch(\"{TrustedImageTower.Switch}\", true)");
        AppContext.SetSwitch(TrustedImageTower.Switch, true);
        try
        {
            using (var loaded = Load())
            {
                ScoresOf(loaded).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
            }
            new ScriptedProgram { Inputs = 3 * ImageSize * ImageSize, Features = FeatureCount, Body = ScriptedProgram.Formula + "\n" }.Write(Replaced(Tower));
            this.Invoking(test => test.Load()).Should().Throw<Exception>().Which.GetBaseException()
                .Should().BeOfType<InvalidDataException>().Which.Message.Should().Contain("'tower.pt' has");
        }
        finally
        {
            AppContext.SetSwitch(TrustedImageTower.Switch, false);
        }
    }

    /// <summary>Where the application names the program, it has agreed to it.</summary>
    [Fact]
    public void ImageTowerPath_NamedAtLoad_IsRunFromThere()
    {
        WriteTower();
        float[][] expected;
        using (var transformer = Fit(SetTower))
        {
            expected = ScoresOf(transformer);
            _context.Model.Save(transformer, _images.Schema, _file);
        }
        var moved = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "moved")).FullName, Path.GetFileName(Tower));
        File.Move(Tower, moved);

        using var loaded = (TptTransformer)new MLContext().Model.LoadFrom(_file, new TptLoadOptions { ImageTowerPath = moved }, out _);

        loaded.Options.Model.ImageTowerPath.Should().Be(moved);
        ScoresOf(loaded).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
        new MLContext().Invoking(context => context.Model.LoadFrom(_file, new TptLoadOptions { ModelPath = Workspace.BuiltInModel }, out _))
            .Should().Throw<InvalidOperationException>().WithMessage($"*AppContext.SetSwitch(\"{TrustedImageTower.Switch}\", true)*");
    }

    [Fact]
    public void ImageTowerPath_Embedded_IsRefused()
        => this.Invoking(test => test.Fit(options =>
        {
            test.SetTower(options);
            options.ModelStorage = TptModelStorage.Embed;
        })).Should().Throw<ArgumentException>().WithParameterName("ModelStorage").WithMessage("ModelStorage is Embed, but Model.ImageTowerPath is set*Reference*");

    [Fact]
    public void HubId_OfAFolderOfTheHubsCache_IsKeptInTheSavedFile()
    {
        var folder = Workspace.CopyBuiltInModelTo(Path.Combine(_folder, "models--openai--clip-vit-base-patch32", "snapshots", "1"));
        using (var transformer = Fit(options => (options.Model.Path, options.ModelStorage) = (folder, TptModelStorage.Embed)))
        {
            _context.Model.Save(transformer, _images.Schema, _file);
        }

        using var loaded = Load();
        using var builtIn = Fit(_ => { });

        loaded.Options.Model.HubId.Should().Be("openai/clip-vit-base-patch32");
        builtIn.Options.Model.HubId.Should().BeNull();
    }

    private void WriteAsTorchArchive(string name)
    {
        Workspace.CopyBuiltInModelTo(ModelFolder);
        var safetensors = Path.Combine(ModelFolder, "model.safetensors");
        using (var scope = TorchSharp.torch.NewDisposeScope())
        using (var weights = WeightFiles.Open(safetensors))
        {
            TorchArchiveWriter.Write(Path.Combine(ModelFolder, name), weights.Names.ToDictionary(tensor => tensor, weights.Read));
        }
        File.Delete(safetensors);
    }

    private void WriteTower() => new ScriptedProgram { Inputs = 3 * ImageSize * ImageSize, Features = FeatureCount }.Write(Tower);

    private void SetTower(TptOptions options) => (options.Model.Path, options.Model.ImageTowerPath) = (Workspace.BuiltInModel, Tower);

    private static string Replaced(string path)
    {
        File.Delete(path);
        return path;
    }

    private float[][] Scores(Action<TptOptions> set)
    {
        using var transformer = Fit(set);
        return ScoresOf(transformer);
    }

    private TptTransformer Fit(Action<TptOptions> set)
    {
        var options = Workspace.Options();
        set(options);
        return _context.Transforms.TestTimePromptTuning(options).Fit(_images);
    }

    private TptTransformer Load() => (TptTransformer)new MLContext().Model.Load(_file, out _);

    private float[][] ScoresOf(TptTransformer transformer) => [.. transformer.Transform(_images).GetColumn<float[]>("Score")];
}
