using System.Security.Cryptography;
using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>CLIP models that a saved transformer refers to by path: where they are looked for, and that they are the right ones.</summary>
public sealed class ReferenceTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _rows;
    private readonly IDataView _images;
    private readonly string _folder;
    private readonly string _file;

    public ReferenceTests(Workspace workspace)
    {
        _workspace = workspace;
        _rows = _context.Data.LoadFromEnumerable(workspace.Rows(2));
        _images = Workspace.LoadImages(_context, _rows);
        _folder = Directory.CreateDirectory(workspace.PathOf($"{Guid.NewGuid():N}")).FullName;
        _file = Path.Combine(_folder, "MLModel.zip");
    }

    private static string CacheFolder => Environment.GetEnvironmentVariable("TPT_MODEL_CACHE")!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Reference_IsTheDefaultForAModelOfOnesOwn_AndSmall()
    {
        using var transformer = Fit(_workspace.CopyBuiltInModel("own model"));
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load();

        new FileInfo(_file).Length.Should().BeLessThan(10_000, "the weights are not in it");
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Reference_ToTheBuiltInModel_Loads()
    {
        var options = Workspace.Options();
        options.ModelStorage = TptModelStorage.Reference;
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load();

        new FileInfo(_file).Length.Should().BeLessThan(10_000);
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), o => o.WithStrictOrdering());
    }

    [Fact]
    public void Reference_FileChanged_ThrowsAndNamesItWithBothHashes()
    {
        var folder = _workspace.CopyBuiltInModel("model that changes");
        var config = Path.Combine(folder, "config.json");
        var before = HashOf(config);
        Save(folder);
        File.AppendAllText(config, " ");

        Innermost().Should().BeOfType<InvalidDataException>().Which.Message.Should()
            .StartWith($"The CLIP model in '{folder}' is not the one that this model was saved with: 'config.json' has ").And.Contain(before).And.Contain(HashOf(config));
    }

    [Fact]
    public void Reference_FilesThatNoLoaderOpens_MayComeAndGo()
    {
        var folder = _workspace.CopyBuiltInModel("model with a licence");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "before");
        Save(folder);
        File.Delete(Path.Combine(folder, "notes.txt"));
        foreach (var name in new[] { "LICENSE.txt", "README.md", "generation_config.json", "templates.txt", "other.safetensors" })
        {
            File.WriteAllText(Path.Combine(folder, name), "after");
        }

        using var loaded = Load();

        loaded.ClassNames.Should().Equal(Workspace.ClassNames);
    }

    [Fact]
    public void Reference_WeightsReplacedSinceTheyWereLoaded_ThrowsOnSaveAndNamesTheFile()
    {
        var folder = _workspace.CopyBuiltInModel("model replaced before it is saved");
        using var transformer = Fit(folder);
        Workspace.FlipABit(Path.Combine(folder, "model.safetensors"));

        _context.Invoking(context => context.Model.SaveTo(transformer, _images.Schema, _file)).Should().Throw<InvalidDataException>()
            .WithMessage($"The model cannot be saved: '{Path.Combine(folder, "model.safetensors")}' has changed since the model was loaded from it.*");
    }

    [Fact]
    public void Reference_FolderGone_ThrowsAndSaysWhereItLooked()
    {
        var folder = _workspace.CopyBuiltInModel("model that goes away");
        Save(folder);
        Directory.Delete(folder, recursive: true);

        Innermost().Should().BeOfType<DirectoryNotFoundException>().Which.Message.Should().Contain(folder).And.Contain("Embed");
    }

    [Fact]
    public void Reference_RelativePath_IsFoundInTheCurrentDirectoryThenInTheModelCache()
    {
        using var state = new ProcessState().Directory(_workspace.Folder);
        _workspace.CopyBuiltInModel("relative model");
        using var transformer = Fit("relative model");
        var expected = ScoresOf(transformer);
        state.Directory(AppContext.BaseDirectory);
        _context.Model.Save(transformer, _images.Schema, _file);
        state.Directory(_workspace.Folder);

        using (var fromCurrent = Load())
        {
            ScoresOf(fromCurrent).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
        }

        Directory.CreateDirectory(CacheFolder);
        Directory.Move("relative model", Path.Combine(CacheFolder, "relative model"));
        using (var fromCache = Load())
        {
            ScoresOf(fromCache).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
        }

        Directory.Delete(Path.Combine(CacheFolder, "relative model"), recursive: true);
        Innermost().Should().BeOfType<DirectoryNotFoundException>().Which.Message.Should()
            .Contain(Path.Combine(_folder, "relative model")).And.Contain(Path.Combine(_workspace.Folder, "relative model")).And.Contain(Path.Combine(CacheFolder, "relative model"));
    }

    [Fact]
    public void Reference_RelativePath_MovedTogetherWithTheSavedFile_IsFoundBesideIt()
    {
        var expected = SaveBeside("clip");
        var elsewhere = Path.Combine(_folder, "elsewhere");
        Directory.CreateDirectory(elsewhere);
        Directory.Move(Path.Combine(_folder, "clip"), Path.Combine(elsewhere, "clip"));
        File.Move(_file, Path.Combine(elsewhere, "moved.zip"));

        using var loaded = (TptTransformer)new MLContext().Model.Load(Path.Combine(elsewhere, "moved.zip"), out _);

        loaded.Scorer.ModelSource.Path.Should().Be(Path.Combine(elsewhere, "clip"));
        loaded.Options.Model.Path.Should().Be("clip");
        ScoresOf(loaded).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reference_RelativePath_InAChain_IsFoundBesideTheSavedFile(bool nested)
    {
        using (new ProcessState().Directory(_folder))
        {
            Workspace.CopyBuiltInModelTo("clip");
            var inner = _context.Transforms.LoadImages("Image", null, "Path").Append(_context.Transforms.TestTimePromptTuning(Options("clip")));
            using var chain = nested
                ? (IDisposable)_context.Transforms.CopyColumns("Copy", "Path").Append(inner).Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel")).Fit(_rows)
                : inner.Fit(_rows);
            _context.Model.Save((ITransformer)chain, _rows.Schema, _file);
        }

        using var loaded = (IDisposable)new MLContext().Model.Load(_file, out _);

        ((ITransformer)loaded).Transform(_rows).GetColumn<float[]>("Score").Should().HaveCount(2);
    }

    [Fact]
    public void Reference_RelativePath_BesideTheSavedFileGoesBeforeTheCurrentDirectory()
    {
        SaveBeside("clip");
        var current = Path.Combine(_folder, "current");
        File.AppendAllText(Path.Combine(Workspace.CopyBuiltInModelTo(Path.Combine(current, "clip")), "config.json"), " ");
        using var state = new ProcessState().Directory(current);

        using (var loaded = Load())
        {
            loaded.Scorer.ModelSource.Path.Should().Be(Path.Combine(_folder, "clip"));
        }

        File.AppendAllText(Path.Combine(_folder, "clip", "config.json"), "  ");
        Innermost().Should().BeOfType<InvalidDataException>("the first that is found must be the right one, wherever else there is another")
            .Which.Message.Should().Contain(Path.Combine(_folder, "clip"));
    }

    [Fact]
    public void Reference_RelativePath_LoadedFromAStreamThatIsNoFile_IsFoundInTheCurrentDirectory()
    {
        SaveBeside("clip");
        using var stream = new MemoryStream(File.ReadAllBytes(_file));
        using var file = File.OpenRead(_file);
        var load = () => (TptTransformer)new MLContext().Model.Load(stream, out _);

        load.Should().Throw<Exception>().Which.GetBaseException().Should().BeOfType<DirectoryNotFoundException>();

        using (var fromFile = (TptTransformer)new MLContext().Model.Load(file, out _))
        {
            fromFile.ClassNames.Should().Equal(Workspace.ClassNames);
        }

        stream.Position = 0;
        using (new ProcessState().Directory(_folder))
        using (var fromStream = load())
        {
            fromStream.ClassNames.Should().Equal(Workspace.ClassNames);
        }
    }

    [Fact]
    public void ModelPath_RelativeAndNowhere_ThrowsAndSaysWhereItLooked()
    {
        using var state = new ProcessState().Directory(_folder);

        var folder = () => Fit("no model");
        var file = () => Fit("no model.safetensors");

        folder.Should().Throw<DirectoryNotFoundException>().WithMessage($"There is no CLIP model 'no model'. Looked in '{Path.Combine(_folder, "no model")}' and '{Path.Combine(CacheFolder, "no model")}'.");
        file.Should().Throw<FileNotFoundException>();
    }

    private static string HashOf(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private float[][] SaveBeside(string name)
    {
        using var state = new ProcessState().Directory(_folder);
        Workspace.CopyBuiltInModelTo(name);
        using var transformer = Fit(name);
        _context.Model.Save(transformer, _images.Schema, _file);
        return ScoresOf(transformer);
    }

    private void Save(string modelPath)
    {
        using var transformer = Fit(modelPath);
        _context.Model.Save(transformer, _images.Schema, _file);
    }

    private TptTransformer Fit(string modelPath) => _context.Transforms.TestTimePromptTuning(Options(modelPath)).Fit(_images);

    private static TptOptions Options(string modelPath)
    {
        var options = Workspace.Options();
        options.Model.Path = modelPath;
        return options;
    }

    private TptTransformer Load() => (TptTransformer)new MLContext().Model.Load(_file, out _);

    private Exception Innermost() => this.Invoking(test => test.Load()).Should().Throw<Exception>().Which.GetBaseException();

    private float[][] ScoresOf(TptTransformer transformer) => [.. transformer.Transform(_images).GetColumn<float[]>("Score")];
}
