using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;

namespace Microsoft.ML.Tests;

/// <summary>Overrides at load: the place of the CLIP model and the device.</summary>
public sealed class LoadFromTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _rows;
    private readonly string _folder;
    private readonly string _file;

    public LoadFromTests(Workspace workspace)
    {
        _workspace = workspace;
        _rows = _context.Data.LoadFromEnumerable(workspace.Rows(2));
        _folder = Directory.CreateDirectory(workspace.PathOf($"{Guid.NewGuid():N}")).FullName;
        _file = Path.Combine(_folder, "MLModel.zip");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void LoadFrom_ModelPath_IsTakenInPlaceOfTheSavedOneAndStays()
    {
        var scores = Save(SavedPath, Chain);
        var moved = Move(SavedPath, "moved");

        using var loaded = LoadFrom(new TptLoadOptions { ModelPath = moved }, out var schema);

        ScoresOf(loaded).Should().BeEquivalentTo(scores, o => o.WithStrictOrdering());
        schema.Should().NotBeNull();
        schema!.Select(column => column.Name).Should().Equal(_rows.Schema.Select(column => column.Name));
        Stages(loaded).Single().Options.Model.Path.Should().Be(moved);
    }

    [Fact]
    public void LoadFrom_ModelPathThere_GoesBeforeTheSavedOne()
    {
        Save(SavedPath, Chain);
        var copy = Workspace.CopyBuiltInModelTo(Path.Combine(_folder, "copy"));

        using var loaded = LoadFrom(new TptLoadOptions { ModelPath = copy }, out _);

        Stages(loaded).Single().Scorer.ModelSource.Path.Should().Be(copy);
    }

    [Fact]
    public void LoadFrom_ModelPathWithOtherFiles_Throws()
    {
        Save(SavedPath, Chain);
        var other = Workspace.CopyBuiltInModelTo(Path.Combine(_folder, "other"));
        Workspace.FlipABit(Path.Combine(other, "model.safetensors"));

        var load = () => LoadFrom(new TptLoadOptions { ModelPath = other }, out _);

        load.Should().Throw<InvalidDataException>().WithMessage($"The CLIP model in '{other}' is not the one that this model was saved with: 'model.safetensors' has *");
    }

    [Fact]
    public void LoadFrom_ModelPathNowhere_ThrowsAndNamesTheOption()
    {
        Save(SavedPath, Chain);

        var load = () => LoadFrom(new TptLoadOptions { ModelPath = "nowhere at all" }, out _);

        load.Should().Throw<DirectoryNotFoundException>().WithMessage("TptLoadOptions.ModelPath names no CLIP model: there is no 'nowhere at all'. Looked in *");
    }

    /// <summary>In a nested chain, beside a stage whose model is in the file.</summary>
    [Fact]
    public void LoadFrom_SeveralStages_HoldsForEachThatRefersToAModelByPath()
    {
        var scores = Save(SavedPath, options =>
        {
            var embedded = Workspace.Options();
            (embedded.ScoreColumnName, embedded.PredictedLabelColumnName) = ("Embedded", "EmbeddedLabel");
            var second = options with { ScoreColumnName = "Second", PredictedLabelColumnName = "SecondLabel" };
            var inner = _context.Transforms.TestTimePromptTuning(embedded).Append(_context.Transforms.TestTimePromptTuning(second));
            return Chain(options).Append(inner).Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"));
        });
        var moved = Move(SavedPath, "moved");

        using var loaded = LoadFrom(new TptLoadOptions { ModelPath = moved, GpuDeviceId = -1 }, out _);

        ScoresOf(loaded).Should().BeEquivalentTo(scores, o => o.WithStrictOrdering());
        Stages(loaded).Select(stage => stage.Scorer.ModelSource.Path == moved).Should().Equal(true, false, true);
        Stages(loaded).Select(stage => stage.Options.Model.GpuDeviceId).Should().AllBeEquivalentTo(-1);
    }

    [Fact]
    public void LoadFrom_Ends_AndTheNextLoadIsAsTheFileSays()
    {
        Save(SavedPath, Chain);
        var copy = Workspace.CopyBuiltInModelTo(Path.Combine(_folder, "copy"));
        LoadFrom(new TptLoadOptions { ModelPath = copy }, out _).Dispose();
        this.Invoking(test => test.LoadFrom(new TptLoadOptions { ModelPath = "nowhere" }, out _)).Should().Throw<DirectoryNotFoundException>();

        using var loaded = (IDisposable)new MLContext().Model.Load(_file, out _);

        Stages(loaded).Single().Scorer.ModelSource.Path.Should().Be(SavedPath);
    }

    [Fact]
    public void LoadFrom_Gpu_GoesBeforeTheContexts()
    {
        Save(SavedPath, Chain);
        var context = new MLContext { GpuDeviceId = -1 };
        var log = new LogCapture(context);

        using var fallen = (IDisposable)context.Model.LoadFrom(_file, new TptLoadOptions { GpuDeviceId = 123, FallbackToCpu = true }, out _);
        var load = () => context.Model.LoadFrom(_file, new TptLoadOptions { GpuDeviceId = 123, FallbackToCpu = false }, out _);

        log.Of(ChannelMessageKind.Warning).Should().ContainSingle().Which.Should().StartWith("Computing on the CPU: GPU 123 was asked for");
        load.Should().Throw<InvalidOperationException>("ML.NET's wrappers are taken off").WithMessage("GPU 123 was asked for*");
    }

    [Fact]
    public void LoadFrom_Stream_LoadsToo()
    {
        var scores = Save(SavedPath, Chain);
        var moved = Move(SavedPath, "moved");
        using var stream = new MemoryStream(File.ReadAllBytes(_file));

        using var loaded = (IDisposable)new MLContext().Model.LoadFrom(stream, new TptLoadOptions { ModelPath = moved }, out _);

        ScoresOf(loaded).Should().BeEquivalentTo(scores, o => o.WithStrictOrdering());
    }

    [Theory]
    [InlineData(-2, null, "GpuDeviceId is -2; it must be *")]
    [InlineData(null, " ", "ModelPath is blank; it must be *")]
    public void LoadFrom_OptionOutOfItsRange_Throws(int? gpu, string? path, string message)
    {
        var load = () => LoadFrom(new TptLoadOptions { GpuDeviceId = gpu, ModelPath = path }, out _);

        load.Should().Throw<ArgumentException>().WithMessage(message);
    }

    [Fact]
    public void LoadFrom_NoSuchFile_Throws() =>
        this.Invoking(test => test.LoadFrom(new TptLoadOptions(), out _)).Should().Throw<FileNotFoundException>().Which.Message.Should().Contain(_file);

    private string SavedPath => Path.Combine(_folder, "origin");

    private EstimatorChain<TptTransformer> Chain(TptOptions options) => _context.Transforms.LoadImages("Image", null, "Path").Append(_context.Transforms.TestTimePromptTuning(options));

    private float[][] Save<T>(string modelPath, Func<TptOptions, EstimatorChain<T>> chain) where T : class, ITransformer
    {
        var options = Workspace.Options();
        options.Model.Path = Workspace.CopyBuiltInModelTo(modelPath);
        using var fitted = chain(options).Fit(_rows);
        _context.Model.SaveTo(fitted, _rows.Schema, _file);
        return ScoresOf(fitted);
    }

    private string Move(string from, string name)
    {
        // Not beside the saved file, where it would be found by its own name.
        var to = _workspace.PathOf($"{name} {Guid.NewGuid():N}");
        Directory.Move(from, to);
        return to;
    }

    private IDisposable LoadFrom(TptLoadOptions options, out DataViewSchema? schema) => (IDisposable)new MLContext().Model.LoadFrom(_file, options, out schema);

    /// <summary>Every stage of this library, at whatever depth.</summary>
    private static TptTransformer[] Stages(object transformer) => transformer switch
    {
        TptTransformer stage => [stage],
        IEnumerable<ITransformer> chain => [.. chain.SelectMany(Stages)],
        _ => [],
    };

    private float[][] ScoresOf(object transformer)
    {
        var scored = ((ITransformer)transformer).Transform(_rows);
        return [.. scored.Schema.Where(column => column.Type is VectorDataViewType { ItemType: NumberDataViewType } && column.Name is "Score" or "Second" or "Embedded")
            .SelectMany(column => scored.GetColumn<float[]>(column))];
    }
}
