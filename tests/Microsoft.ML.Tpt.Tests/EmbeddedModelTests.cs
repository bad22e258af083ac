using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Saving;

namespace Microsoft.ML.Tests;

/// <summary>The model and the soft prompt in the saved file, and the folder that the model is unpacked into.</summary>
public sealed class EmbeddedModelTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _images;
    private readonly string _file;

    public EmbeddedModelTests(Workspace workspace)
    {
        _workspace = workspace;
        _images = workspace.LoadImages(_context, 4);
        _file = workspace.PathOf($"{Guid.NewGuid():N}.zip");
    }

    public void Dispose() => File.Delete(_file);

    private static string CacheFolder => Environment.GetEnvironmentVariable("TPT_MODEL_CACHE")!;

    [Fact]
    public void Embed_ModelFolderGoneAfterwards_StillLoads()
    {
        var folder = _workspace.CopyBuiltInModel("own model to embed");
        var options = Workspace.Options();
        options.Model.Path = folder;
        options.ModelStorage = TptModelStorage.Embed;
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        var expected = ScoresOf(transformer);
        _context.Model.Save(transformer, _images.Schema, _file);
        Directory.Delete(folder, recursive: true);

        using var loaded = Load<TptTransformer>();
        ScoresOf(loaded).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());

        _context.Model.Save(loaded, _images.Schema, _file);
        using var again = Load<TptTransformer>();
        ScoresOf(again).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering(), "a loaded model can be saved again");
    }

    [Fact]
    public void Embed_UnpackedTwice_IsOneFolderNamedByItsFingerprint()
    {
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var first = Load<TptTransformer>();
        using var second = Load<TptTransformer>();

        Directory.GetDirectories(CacheFolder).Select(Path.GetFileName).Should().Contain(ModelManifest.Of(transformer.Scorer.Model).Fingerprint)
            .And.OnlyContain(name => !name!.Contains('.'), "an unfinished folder has a dot in its name");
        first.Scorer.Model.Should().NotBeSameAs(second.Scorer.Model);
    }

    [Fact]
    public void Embed_DamagedFolderInTheCache_IsRepaired()
    {
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);
        var manifest = ModelManifest.Of(transformer.Scorer.Model);
        var unpacked = Path.Combine(CacheFolder, manifest.Fingerprint);
        Directory.CreateDirectory(unpacked);
        File.WriteAllText(Path.Combine(unpacked, "config.json"), "{}");
        File.WriteAllText(Path.Combine(unpacked, "model.safetensors.index.json"), "{}");

        using var loaded = Load<TptTransformer>();

        manifest.IsIn(unpacked).Should().BeTrue();
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Embed_OtherFilesInTheFolder_StayOutOfTheSavedFile()
    {
        var folder = _workspace.CopyBuiltInModel("model among secrets");
        string[] others = ["LICENSE.txt", "notes.json", "templates.txt", "credentials.json", "generation_config.json"];
        foreach (var name in others)
        {
            File.WriteAllText(Path.Combine(folder, name), "secret");
        }

        var options = Workspace.Options();
        (options.Model.Path, options.ModelStorage) = (folder, TptModelStorage.Embed);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load<TptTransformer>();

        Directory.GetFiles(loaded.Scorer.Model.Folder).Select(Path.GetFileName).Should().NotIntersectWith(others).And.Contain("config.json");
    }

    [Fact]
    public void Embed_WeightsReplacedSinceTheyWereLoaded_ThrowsAndNamesTheFile()
    {
        var folder = _workspace.CopyBuiltInModel("model replaced before it is embedded");
        var options = Workspace.Options();
        (options.Model.Path, options.ModelStorage) = (folder, TptModelStorage.Embed);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        Workspace.FlipABit(Path.Combine(folder, "model.safetensors"));

        _context.Invoking(context => context.Model.SaveTo(transformer, _images.Schema, _file)).Should().Throw<InvalidDataException>()
            .WithMessage($"The model cannot be saved: '{Path.Combine(folder, "model.safetensors")}' has changed since the model was loaded from it.*");
        File.Exists(_file).Should().BeFalse();
    }

    [Fact]
    public void SoftPrompt_FileGoneAfterwards_StillLoads()
    {
        using var plain = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        var options = Workspace.Options();
        options.ContextColumnName = "Context";
        options.Prompt.SoftPromptPath = WriteSoftPrompt("soft prompt.safetensors", vectors: 3, ContextWidth());
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        var expected = ScoresOf(transformer);
        File.Delete(options.Prompt.SoftPromptPath);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load<TptTransformer>();

        expected[0].Should().NotEqual(ScoresOf(plain)[0]);
        ScoresOf(loaded).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
        loaded.Options.Prompt.SoftPromptPath.Should().StartWith(CacheFolder).And.EndWith(".safetensors");
    }

    private int ContextWidth()
    {
        var options = Workspace.Options();
        options.ContextColumnName = "Context";
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        return ((VectorDataViewType)transformer.GetOutputSchema(_images.Schema)["Context"].Type).Dimensions[1];
    }

    private string WriteSoftPrompt(string name, int vectors, int width)
    {
        var values = Enumerable.Range(0, vectors * width).SelectMany(i => BitConverter.GetBytes(0.02f * MathF.Sin(i))).ToArray();
        var header = Encoding.ASCII.GetBytes($"{{\"ctx\":{{\"dtype\":\"F32\",\"shape\":[{vectors},{width}],\"data_offsets\":[0,{values.Length}]}}}}");
        return _workspace.WriteFile(name, [.. BitConverter.GetBytes((long)header.Length), .. header, .. values]);
    }

    private T Load<T>() where T : class => (T)new MLContext().Model.Load(_file, out _);

    private float[][] ScoresOf(TptTransformer transformer) => [.. transformer.Transform(_images).GetColumn<float[]>("Score")];
}
