using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Options;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine.Methods.PromptTuning;

namespace Microsoft.ML.Tests;

/// <summary>A transformer comes back from its file as it was saved, but for what the loading context decides.</summary>
public sealed class SaveAndLoadTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _images;
    private readonly string _file;

    public SaveAndLoadTests(Workspace workspace)
    {
        _workspace = workspace;
        _images = workspace.LoadImages(_context, 4);
        _file = workspace.PathOf($"{Guid.NewGuid():N}.zip");
    }

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Load_Alone_GivesTheSameTransformerWithTheSameBits()
    {
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load<TptTransformer>();

        loaded.ClassNames.Should().Equal(Workspace.ClassNames);
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), options => options.WithStrictOrdering());
    }

    /// <summary>What cannot be set beside the others: a second source of the classes or of the context, and a measurement of what is set.</summary>
    private static readonly string[] _exclusive = ["ClassPromptsColumnName", "ClassesFromColumnName", "Prompt.SoftPromptPath", "Model.MeasureViewChunkSize", "Method.DispersionWeight", "Method.OrthogonalityWeight"];

    [Fact]
    public void Load_EveryOptionChanged_GivesThemBackButForTheDevice()
    {
        var options = new TptOptions { ClassNames = Workspace.ClassNames };
        foreach (var option in OptionProperty.All.Where(option => option.IsSaved && option.Kind is null or { Name: nameof(PromptTuningOptions) } && !_exclusive.Contains(option.Id)))
        {
            option.Set(options, option.Another());
        }
        var rows = _context.Data.LoadFromEnumerable([new EncodedRow()]);
        options.InputColumnName = nameof(EncodedRow.Image);
        (options.Model.Path, options.Model.TokenizerFolder) = (Workspace.BuiltInModel, Workspace.BuiltInModel);
        // The built-in model's files are none of OpenCLIP's, and its image tower is no program.
        (options.Model.Pretrained, options.Model.ImageTowerPath) = (null, null);
        (options.Model.GpuDeviceId, options.Model.FallbackToCpu) = (-1, true);
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(rows);
        _context.Model.Save(transformer, rows.Schema, _file);

        using var loaded = Load<TptTransformer>();

        (options.Model.GpuDeviceId, options.Model.FallbackToCpu) = (null, null);
        loaded.Options.Should().BeEquivalentTo(options, o => o.RespectingRuntimeTypes());
        loaded.GetOutputSchema(rows.Schema).Skip(rows.Schema.Count).Select(c => c.Name).Should().Equal(options.OutputColumnNames()).And.HaveCount(8);
    }

    [Fact]
    public void Load_ContextWithAnotherSeed_KeepsTheSeedOfTheSavingContext()
    {
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = (TptTransformer)new MLContext(seed: 99).Model.Load(_file, out _);

        loaded.Options.Views.Seed.Should().Be(3);
    }

    [Theory]
    [InlineData(TptModelStorage.Embed)]
    [InlineData(TptModelStorage.Reference)]
    public void ModelPath_OfOneFileAmongSeveralWeights_LoadsThatOneAgain(TptModelStorage storage)
    {
        var folder = _workspace.CopyBuiltInModel($"two weights {storage}");
        File.Move(Path.Combine(folder, "model.safetensors"), Path.Combine(folder, "meant.safetensors"));
        File.WriteAllText(Path.Combine(folder, "other.safetensors"), "no weights");
        var options = Workspace.Options();
        options.Model.Path = Path.Combine(folder, "meant.safetensors");
        options.ModelStorage = storage;
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load<TptTransformer>();

        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), o => o.WithStrictOrdering());
    }

    [Fact]
    public void Load_FormatOfALaterVersion_ThrowsAndSaysWhichVersionWroteIt()
    {
        using (var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images))
        {
            _context.Model.Save(transformer, _images.Schema, _file);
        }

        PatchFormat([2, 0, 0, 0], [99, 0, 0, 0]);

        Innermost(Load<TptTransformer>).Should().BeOfType<InvalidDataException>()
            .Which.Message.Should().Be($"This model was saved by {FormatVersion.Library} in format 99; {FormatVersion.Library} reads formats 1 to 2. Update the package Microsoft.ML.Tpt to the version that saved it.");
    }

    /// <summary>ML.NET wraps the error; what the documentation says to ask for is this library's own.</summary>
    [Fact]
    public void Load_FileWithACountThatIsNotThere_ThrowsAndSaysSo()
    {
        var load = () => new MLContext().Model.Load(Path.Combine(AppContext.BaseDirectory, "TestData", "classes-2147483647.MLModel.zip"), out _);

        load.Should().Throw<TargetInvocationException>().Which.GetBaseException().Should().BeOfType<InvalidDataException>()
            .Which.Message.Should().MatchRegex("^The saved model is damaged, at byte [0-9]+ of its state: it has 2147483647 classes, says the file, with [0-9]+ bytes left\\.$");
    }

    [Fact]
    public void Library_HasAVersion() => FormatVersion.Library.Should().MatchRegex(@"^Microsoft\.ML\.Tpt \d+\.\d+\.\d+");

    [Fact]
    public void Load_DeviceComesFromTheLoadingContext()
    {
        using (var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images))
        {
            _context.Model.Save(transformer, _images.Schema, _file);
        }

        var falling = new MLContext { GpuDeviceId = 123, FallbackToCpu = true };
        var log = new LogCapture(falling);

        using var loaded = falling.Model.Load(_file, out _) as IDisposable;
        var load = () => new MLContext { GpuDeviceId = 123, FallbackToCpu = false }.Model.Load(_file, out _);

        log.Of(ChannelMessageKind.Warning).Should().ContainSingle().Which.Should().Contain("GPU 123");
        Innermost(load).Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("GPU 123");
    }

    [Fact]
    public void Save_SchemaWithAnImageColumn_LoadsWithTheOtherColumns()
    {
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = (IDisposable)_context.Model.Load(_file, out var schema);

        schema.Select(column => column.Name).Should().Equal(["Id", "Path", "Label"], "ML.NET cannot save an image column and drops it");
    }

    private T Load<T>() where T : class => (T)new MLContext().Model.Load(_file, out _);

    private float[][] ScoresOf(TptTransformer transformer) => [.. transformer.Transform(_images).GetColumn<float[]>("Score")];

    private static Exception Innermost(Func<object> load) => load.Should().Throw<Exception>().Which.GetBaseException();

    /// <summary>Rewrites the format number, which stands in front of the library's name, in a saved file.</summary>
    private void PatchFormat(byte[] before, byte[] after)
    {
        using var zip = ZipFile.Open(_file, ZipArchiveMode.Update);
        var entry = zip.Entries.Single(e => e.FullName.EndsWith("Model.key", StringComparison.Ordinal));
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        var name = Encoding.UTF8.GetBytes(FormatVersion.Library);
        var at = bytes.AsSpan().IndexOf([.. before, (byte)name.Length, .. name]);
        at.Should().BePositive();
        stream.Position = at;
        stream.Write(after);
    }
}
