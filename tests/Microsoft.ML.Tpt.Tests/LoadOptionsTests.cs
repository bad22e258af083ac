using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Devices;
using Tpt.Engine.Methods.ZeroShot;

namespace Microsoft.ML.Tests;

/// <summary>What the options tell the engine of how a CLIP model is to be loaded: precision, tokenizer, activation.</summary>
public sealed class LoadOptionsTests : IClassFixture<Workspace>, IDisposable
{
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _images;
    private readonly string _folder;
    private readonly string _file;

    public LoadOptionsTests(Workspace workspace)
    {
        _images = workspace.LoadImages(_context, 2);
        _folder = workspace.PathOf($"{Guid.NewGuid():N}");
        _file = Path.Combine(Directory.CreateDirectory(_folder).FullName, "MLModel.zip");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Precision_IsHandedToTheEngine_LoggedAndSaved()
    {
        var log = new LogCapture(_context);
        using var exact = Fit(_ => { });
        using var transformer = Fit(options => options.Approximations.Precision = TptPrecision.BFloat16);

        log.Of(ChannelMessageKind.Info)[^1].Should().Contain("device cpu, dtype BFloat16 (precision BFloat16), 8 views at a time. The device is a GPU where the application references a CUDA build of libtorch");
        ScoresOf(transformer)[0].Should().NotEqual(ScoresOf(exact)[0]);

        using var loaded = SaveAndLoad(transformer);
        loaded.Options.Approximations.Precision.Should().Be(TptPrecision.BFloat16);
        loaded.Scorer.Model.DType.Should().Be(TorchSharp.torch.ScalarType.BFloat16);
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), o => o.WithStrictOrdering());
    }

    [Fact]
    public void ExactMargin_LargerThanAnyMargin_GivesTheScoresOfFloat32()
    {
        using var exact = Fit(_ => { });
        using var transformer = Fit(options => (options.Approximations.Precision, options.Approximations.PruningTolerance, options.Approximations.ExactMargin) = (TptPrecision.BFloat16, 0.3, 0.99999));
        using var loaded = SaveAndLoad(transformer);

        ScoresOf(transformer).Should().BeEquivalentTo(ScoresOf(exact), o => o.WithStrictOrdering());
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(exact), o => o.WithStrictOrdering());
    }

    [Fact]
    public void Precision_Auto_IsSavedAsAutoAndChosenAgain()
    {
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = TorchDevice.CpuId }, new ApproximationOptions { Precision = TptPrecision.Auto });
        using var transformer = Fit(options => (options.Approximations.Precision, options.Model.GpuDeviceId) = (TptPrecision.Auto, TorchDevice.CpuId));
        var loading = new MLContext { GpuDeviceId = TorchDevice.CpuId };
        var log = new LogCapture(loading);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = (TptTransformer)loading.Model.Load(_file, out _);

        loaded.Options.Approximations.Precision.Should().Be(TptPrecision.Auto);
        loaded.Scorer.Model.DType.Should().Be(model.DType);
        log.Of(ChannelMessageKind.Info)[0].Should().Contain($"dtype {model.DType} (precision Auto), 8 views at a time.");
    }

    [Theory]
    [InlineData(5, null, "5 views at a time.")]
    [InlineData(64, null, "8 views at a time.")]
    [InlineData(null, "ZeroShot", "1 view at a time.")]
    public void ViewsAtATime_InTheLog_AreNoMoreThanAnImageHas(int? chunkSize, string? method, string expected)
    {
        var log = new LogCapture(_context);
        using var transformer = Fit(options =>
        {
            options.Model.ViewChunkSize = chunkSize;
            options.Method = method is null ? options.Method : new ZeroShotOptions();
        });

        log.Of(ChannelMessageKind.Info)[^1].Should().Contain(expected);
    }

    [Fact]
    public void ViewChunkSize_IsHandedToTheEngineAndSaved()
    {
        using var transformer = Fit(options => options.Model.ViewChunkSize = 5);
        using var loaded = SaveAndLoad(transformer);

        transformer.Scorer.Model.ViewChunkSize.Should().Be(5);
        loaded.Scorer.Model.ViewChunkSize.Should().Be(5);
    }

    [Fact]
    public void MeasureViewChunkSize_IsDoneOnce_AndWhatItFoundIsSaved()
    {
        using var transformer = Fit(options => options.Model.MeasureViewChunkSize = true);
        using var loaded = SaveAndLoad(transformer);

        transformer.Options.Model.MeasureViewChunkSize.Should().BeFalse();
        transformer.Options.Model.ViewChunkSize.Should().Be(transformer.Scorer.Model.ViewChunkSize).And.BeInRange(1, 64);
        loaded.Options.Model.ViewChunkSize.Should().Be(transformer.Options.Model.ViewChunkSize);
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), o => o.WithStrictOrdering());
    }

    [Fact]
    public void Precision_Float16OnTheCpu_IsAnError() =>
        this.Invoking(test => test.Fit(options => (options.Approximations.Precision, options.Model.GpuDeviceId) = (TptPrecision.Float16, TorchDevice.CpuId)))
            .Should().Throw<ArgumentException>().WithMessage("Approximations.Precision is Float16*");

    [Fact]
    public void TokenizerFolder_Embedded_GoesIntoTheFileInPlaceOfTheOneBesideTheWeights()
    {
        using var builtIn = Fit(_ => { });
        var expected = ScoresOf(builtIn);
        using (var transformer = Fit(options => SplitTokenizer(options, TptModelStorage.Embed)))
        {
            ScoresOf(transformer).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
            _context.Model.Save(transformer, _images.Schema, _file);
        }
        Directory.Delete(PathOf("weights"), recursive: true);
        Directory.Delete(PathOf("tokenizer"), recursive: true);

        using var loaded = Load();
        using var again = SaveAndLoad(loaded);

        ScoresOf(again).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
    }

    [Fact]
    public void TokenizerFolder_Referenced_IsFoundBesideTheSavedFileAndVerified()
    {
        using (new ProcessState().Directory(_folder))
        using (var transformer = Fit(options =>
        {
            SplitTokenizer(options, TptModelStorage.Reference);
            (options.Model.Path, options.Model.TokenizerFolder) = ("weights", "tokenizer");
        }))
        {
            _context.Model.Save(transformer, _images.Schema, _file);
        }

        using (var loaded = Load())
        {
            loaded.Scorer.ModelSource.Should().Be(new ModelSource(PathOf("weights"), PathOf("tokenizer")));
        }

        File.AppendAllText(PathOf("tokenizer/merges.txt"), "\n");
        Innermost().Should().BeOfType<InvalidDataException>().Which.Message.Should().Contain(PathOf("weights")).And.Contain(PathOf("tokenizer"));
        Directory.Delete(PathOf("tokenizer"), recursive: true);
        Innermost().Should().BeOfType<DirectoryNotFoundException>().Which.Message.Should().Contain("tokenizer").And.Contain("Embed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void QuickGelu_GoesBeforeTheCheckpointAndIsSaved(bool quickGelu)
    {
        void Set(TptOptions options, bool value) => (options.Model.Path, options.Model.QuickGelu) = (Workspace.BuiltInModel, value);
        using var transformer = Fit(options => Set(options, quickGelu));
        using var other = Fit(options => Set(options, !quickGelu));

        using var loaded = SaveAndLoad(transformer);

        loaded.Options.Model.QuickGelu.Should().Be(quickGelu);
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), o => o.WithStrictOrdering());
        ScoresOf(loaded)[0].Should().NotEqual(ScoresOf(other)[0]);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    /// <summary>The built-in model with its tokenizer in a folder of its own, and a useless one beside the weights.</summary>
    private void SplitTokenizer(TptOptions options, TptModelStorage storage)
    {
        (options.Model.Path, options.Model.TokenizerFolder, options.ModelStorage) = (PathOf("weights"), PathOf("tokenizer"), storage);
        Workspace.CopyBuiltInModelTo(options.Model.Path);
        Directory.CreateDirectory(options.Model.TokenizerFolder);
        foreach (var name in new[] { "vocab.json", "merges.txt" })
        {
            File.Move(Path.Combine(options.Model.Path, name), Path.Combine(options.Model.TokenizerFolder, name));
            File.WriteAllText(Path.Combine(options.Model.Path, name), "useless");
        }
    }

    private TptTransformer Fit(Action<TptOptions> set)
    {
        var options = Workspace.Options();
        set(options);
        return _context.Transforms.TestTimePromptTuning(options).Fit(_images);
    }

    private TptTransformer SaveAndLoad(TptTransformer transformer)
    {
        _context.Model.Save(transformer, _images.Schema, _file);
        return Load();
    }

    private TptTransformer Load() => (TptTransformer)new MLContext().Model.Load(_file, out _);

    private Exception Innermost() => this.Invoking(test => test.Load()).Should().Throw<Exception>().Which.GetBaseException();

    private float[][] ScoresOf(TptTransformer transformer) => [.. transformer.Transform(_images).GetColumn<float[]>("Score")];
}
