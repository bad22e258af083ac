using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Hub;

namespace Microsoft.ML.Tests;

/// <summary>Saved models whose CLIP model lay under an absolute path, on a machine that has it elsewhere.</summary>
public sealed class MovedReferenceTests : IClassFixture<Workspace>, IDisposable
{
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _images;
    private readonly string _folder;
    private readonly string _origin;
    private readonly string _file;

    public MovedReferenceTests(Workspace workspace)
    {
        _images = workspace.LoadImages(_context, 2);
        _folder = workspace.PathOf($"{Guid.NewGuid():N}");
        _origin = Directory.CreateDirectory(Path.Combine(_folder, "origin")).FullName;
        _file = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "here")).FullName, "MLModel.zip");
    }

    private static string CacheFolder => Environment.GetEnvironmentVariable("TPT_MODEL_CACHE")!;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("clip", "clip", "clip")]
    [InlineData("clip/model.safetensors", "clip", "clip/model.safetensors")]
    [InlineData("clip/model.safetensors", ".", "model.safetensors")]
    public void Load_AbsolutePathThatIsGone_IsFoundBesideTheSavedFile(string saved, string folder, string expected)
    {
        var scores = Save(saved);
        Move("clip", Beside(folder));

        using var loaded = Load();

        loaded.Scorer.ModelSource.Path.Should().Be(Beside(expected));
        loaded.Options.Model.Path.Should().Be(Path.Combine(_origin, saved), "where it is saved again, it still says what it was given");
        ScoresOf(loaded).Should().BeEquivalentTo(scores, o => o.WithStrictOrdering());
    }

    [Fact]
    public void Load_AbsolutePathThatIsGone_IsFoundInTheModelCache_AfterTheFolderBeside()
    {
        Save("clip");
        var inCache = Path.Combine(CacheFolder, "clip");
        Move("clip", inCache);
        try
        {
            using (var fromCache = Load())
            {
                fromCache.Scorer.ModelSource.Path.Should().Be(inCache);
            }

            using (var stream = new MemoryStream(File.ReadAllBytes(_file)))
            using (var fromStream = (TptTransformer)new MLContext().Model.Load(stream, out _))
            {
                fromStream.Scorer.ModelSource.Path.Should().Be(inCache);
            }

            Workspace.CopyBuiltInModelTo(Beside("clip"));
            using var fromBeside = Load();
            fromBeside.Scorer.ModelSource.Path.Should().Be(Beside("clip"));
        }
        finally
        {
            Directory.Delete(inCache, recursive: true);
        }
    }

    [Fact]
    public void Load_AbsolutePathThatIsThere_GoesFirst()
    {
        Save("clip");
        File.AppendAllText(Path.Combine(Workspace.CopyBuiltInModelTo(Beside("clip")), "config.json"), " ");

        using var loaded = Load();

        loaded.Scorer.ModelSource.Path.Should().Be(Path.Combine(_origin, "clip"));
    }

    [Fact]
    public void Load_FolderOfThatNameWithOtherWeights_ThrowsAndSaysWhereItLooked()
    {
        Save("clip");
        Move("clip", Beside("clip"));
        Workspace.FlipABit(Path.Combine(Beside("clip"), "model.safetensors"));

        Innermost().Should().BeOfType<InvalidDataException>().Which.Message.Should()
            .StartWith($"The CLIP model in '{Beside("clip")}' is not the one that this model was saved with: 'model.safetensors' has ")
            .And.EndWith($" '{Path.Combine(_origin, "clip")}' is not there, so '{Beside("clip")}' was taken for it: put the right one in its place, or name it by TptLoadOptions.");
    }

    [Fact]
    public void Load_Nowhere_ThrowsAndNamesEveryPlaceAndTheWayOut()
    {
        Save("clip/model.safetensors");
        Directory.Delete(Path.Combine(_origin, "clip"), recursive: true);

        var message = Innermost().Should().BeOfType<FileNotFoundException>().Which.Message;

        message.Should().Contain("Embed").And.Contain("mlContext.Model.LoadFrom(file, new TptLoadOptions { ModelPath = \"...\" }, out var schema)").And.Match(text => ((string)text).Length < 2000);
        foreach (var place in new[] { _origin, Beside("."), CacheFolder })
        {
            // The path was given with '/', which Windows takes too.
            message.Replace('/', Path.DirectorySeparatorChar).Should().Contain($"'{Path.GetFullPath(Path.Combine(place, "clip", "model.safetensors"))}'");
        }
        message.Should().Contain($"'{Beside("model.safetensors")}'");
    }

    [Fact]
    public void Load_NowhereAndFromAStream_SaysThatNothingLiesBesideIt()
    {
        Save("clip");
        Directory.Delete(Path.Combine(_origin, "clip"), recursive: true);
        using var state = new ProcessState().Variable("TPT_MODEL_CACHE", null);
        using var stream = new MemoryStream(File.ReadAllBytes(_file));

        var load = () => new MLContext().Model.LoadFrom(stream, new TptLoadOptions(), out _);

        load.Should().Throw<DirectoryNotFoundException>().WithMessage("*Looked in '*clip' (the saved model was not read from a file, so nothing lies beside it) (the environment variable TPT_MODEL_CACHE, the model cache, is not set).*");
    }

    [Fact]
    public void Load_TokenizerUnderAnAbsolutePathThatIsGone_IsFoundBesideTheSavedFile()
    {
        var tokenizer = Directory.CreateDirectory(Path.Combine(_origin, "tokenizer")).FullName;
        Workspace.CopyBuiltInModelTo(Path.Combine(_origin, "clip"));
        foreach (var name in new[] { "vocab.json", "merges.txt" })
        {
            File.Move(Path.Combine(_origin, "clip", name), Path.Combine(tokenizer, name));
        }
        Save("clip", options => options.Model.TokenizerFolder = tokenizer);
        Move("clip", Beside("clip"));
        Move("tokenizer", Beside("tokenizer"));

        using (var loaded = Load())
        {
            loaded.Scorer.ModelSource.Should().Be(new ModelSource(Beside("clip"), Beside("tokenizer")));
        }

        Directory.Move(Beside("tokenizer"), Beside("other"));
        Innermost().Should().BeOfType<DirectoryNotFoundException>().Which.Message.Should().Contain("reference to its tokenizer").And.Contain("TptLoadOptions { TokenizerFolder = ");
        using var named = (TptTransformer)new MLContext().Model.LoadFrom(_file, new TptLoadOptions { TokenizerFolder = Beside("other") }, out _);
        named.Scorer.ModelSource.Should().Be(new ModelSource(Beside("clip"), Beside("other")));
    }

    [Theory]
    [InlineData("/models/clip", new[] { "clip" })]
    [InlineData("/models/clip/", new[] { "clip" })]
    [InlineData(@"C:\models\clip", new[] { "clip" })]
    [InlineData("C:/models/clip", new[] { "clip" })]
    [InlineData(@"\\server\share\clip", new[] { "clip" })]
    [InlineData(@"C:\models\clip\open_clip.bin", new[] { "clip/open_clip.bin", "open_clip.bin" })]
    [InlineData("/models/clip/model.safetensors", new[] { "clip/model.safetensors", "model.safetensors" })]
    [InlineData("/model.safetensors", new[] { "model.safetensors" })]
    [InlineData("/models/..", new string[0])]
    [InlineData("/", new string[0])]
    [InlineData(@"C:\", new[] { "C" })]
    public void NamesOf_AbsolutePathOfAnySystem_IsItsLastPart(string path, string[] names)
    {
        WrittenPath.IsAbsolute(path).Should().BeTrue();
        WrittenPath.NamesOf(path).Select(name => name.Replace('\\', '/')).Should().Equal(names);
    }

    [Theory]
    [InlineData("clip")]
    [InlineData("models/clip")]
    [InlineData(@"models\clip")]
    [InlineData("openai/clip-vit-base-patch16")]
    public void IsAbsolute_RelativePath_IsFalse(string path) => WrittenPath.IsAbsolute(path).Should().BeFalse();

    [Fact]
    public void OfReference_PathOfAnotherSystem_IsLookedForByItsNameAlone()
    {
        var path = OperatingSystem.IsWindows() ? "/models/clip" : @"C:\models\clip";

        ModelPlaces.OfReference(path, _folder).All.Where(place => place != path).Should().Equal(Path.Combine(_folder, "clip"), Path.Combine(CacheFolder, "clip"));
    }

    [Fact]
    public void Load_RelativePathWithBackslashes_IsFoundOnAnySystem()
    {
        Workspace.CopyBuiltInModelTo(Path.Combine(_folder, "here", "models", "clip"));

        ModelLocator.Find(ModelPlaces.OfReference(@"models\clip", Path.Combine(_folder, "here")), "", "", HubContent.Model, new HubAccess(Download: false)).Should().Be(Beside(Path.Combine("models", "clip")));
    }

    private string Beside(string name) => Path.GetFullPath(Path.Combine(_folder, "here", name));

    /// <summary>Moves a folder's files to where others may lie.</summary>
    private void Move(string name, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(Path.Combine(_origin, name)))
        {
            File.Move(file, Path.Combine(to, Path.GetFileName(file)));
        }
        Directory.Delete(Path.Combine(_origin, name));
    }

    private float[][] Save(string modelPath, Action<TptOptions>? change = null)
    {
        if (!Directory.Exists(Path.Combine(_origin, "clip")))
        {
            Workspace.CopyBuiltInModelTo(Path.Combine(_origin, "clip"));
        }
        var options = Workspace.Options();
        options.Model.Path = Path.Combine(_origin, modelPath);
        change?.Invoke(options);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        _context.Model.SaveTo(transformer, _images.Schema, _file);
        return ScoresOf(transformer);
    }

    private TptTransformer Load() => (TptTransformer)new MLContext().Model.Load(_file, out _);

    private Exception Innermost() => this.Invoking(test => test.Load()).Should().Throw<Exception>().Which.GetBaseException();

    private float[][] ScoresOf(TptTransformer transformer) => [.. transformer.Transform(_images).GetColumn<float[]>("Score")];
}
