using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tests.Support;
using Tpt.Engine;

namespace Microsoft.ML.Tests;

public sealed class SaveAndLoadTests : IClassFixture<Workspace>, IDisposable
{
    private readonly Workspace _workspace;
    private readonly MLContext _context = new(seed: 3);
    private readonly IDataView _rows;
    private readonly IDataView _images;
    private readonly string _file;

    public SaveAndLoadTests(Workspace workspace)
    {
        _workspace = workspace;
        _rows = _context.Data.LoadFromEnumerable(workspace.Rows(4));
        _images = Workspace.LoadImages(_context, _rows);
        _file = workspace.PathOf($"{Guid.NewGuid():N}.zip");
    }

    public void Dispose() => File.Delete(_file);

    private static string CacheFolder => Environment.GetEnvironmentVariable("TPT_MODEL_CACHE")!;

    [Fact]
    public void Load_Alone_GivesTheSameTransformerWithTheSameBits()
    {
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load<TptTransformer>();

        loaded.ClassNames.Should().Equal(Workspace.ClassNames);
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Load_OptionsAllChanged_GivesThemBackButForTheDevice()
    {
        var options = new TptOptions
        {
            ClassNames = Workspace.ClassNames,
            OutputColumnName = "Key",
            ScoreColumnName = "P",
            ZeroShotScoreColumnName = "P0",
            EntropyColumnName = "H",
            ZeroShotEntropyColumnName = "H0",
            SelectedViewsColumnName = "Views",
            ContextColumnName = "Context",
            BatchSize = 2,
            PromptTemplate = "a {0} ☃ \"drawn\"",
            Views = 5,
            SelectionFraction = 0.4,
            Steps = 2,
            LearningRate = 0.007,
            WeightDecay = 0.02,
            CropScaleMin = 0.3,
            CropScaleMax = 0.9,
            FlipProbability = 0.25,
            Augmentation = ViewAugmentation.AugMix,
            AugMixSeverity = 2,
            Alpha = AlphaHandling.CompositeOnWhite,
            Seed = 77,
            GpuDeviceId = -1,
            FallbackToCpu = true,
        };
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load<TptTransformer>();

        options.GpuDeviceId = null;
        options.FallbackToCpu = null;
        options.ModelStorage = TptModelStorage.Embed;
        loaded.Options.Should().BeEquivalentTo(options);
        loaded.GetOutputSchema(_images.Schema).Skip(_images.Schema.Count).Select(c => c.Name).Should().Equal("Key", "P", "P0", "H", "H0", "Views", "Context");
    }

    [Fact]
    public void Load_ContextWithAnotherSeed_KeepsTheSeedOfTheSavingContext()
    {
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = (TptTransformer)new MLContext(seed: 99).Model.Load(_file, out _);

        loaded.Options.Seed.Should().Be(3);
    }

    [Fact]
    public void Load_InTheMiddleOfAChain_GivesTheSameLabels()
    {
        using var chain = _context.Transforms.LoadImages("Image", null, "Path")
            .Append(_context.Transforms.TestTimePromptTuning(Workspace.Options()))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(_rows);
        _context.Model.Save(chain, _rows.Schema, _file);

        using var loaded = Load<TransformerChain<ITransformer>>();

        loaded.ElementAt(1).Should().BeOfType<TptTransformer>();
        loaded.Transform(_rows).GetColumn<string>("PredictedLabel").Should().Equal(chain.Transform(_rows).GetColumn<string>("PredictedLabel"));
    }

    [Fact]
    public void Load_TwiceInOneChain_EachKeepsItsOwnClasses()
    {
        var other = Workspace.Options();
        other.ClassNames = ["circle", "square"];
        (other.OutputColumnName, other.ScoreColumnName) = ("Shape", "ShapeScore");
        using var chain = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Append(_context.Transforms.TestTimePromptTuning(other)).Fit(_images);
        _context.Model.Save(chain, _images.Schema, _file);

        using var loaded = Load<TransformerChain<ITransformer>>();

        foreach (var column in new[] { "Score", "ShapeScore" })
            loaded.Transform(_images).GetColumn<float[]>(column).Should().BeEquivalentTo(chain.Transform(_images).GetColumn<float[]>(column), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Load_NestedInChains_GivesTheSameBits()
    {
        var inner = _context.Transforms.LoadImages("Image", null, "Path").Append(_context.Transforms.TestTimePromptTuning(Workspace.Options()));
        using var outer = _context.Transforms.CopyColumns("Copy", "Path").Append(inner).Fit(_rows);
        _context.Model.Save(outer, _rows.Schema, _file);

        using var loaded = Load<TransformerChain<ITransformer>>();

        loaded.Last().Should().BeOfType<TransformerChain<ITransformer>>();
        loaded.Transform(_rows).GetColumn<float[]>("Score").Should().BeEquivalentTo(outer.Transform(_rows).GetColumn<float[]>("Score"), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Load_InAProcessThatHasOnlyTheLibrary_ScoresTheSameBits()
    {
        using var chain = _context.Transforms.LoadImages("Image", null, "Path")
            .Append(_context.Transforms.AddClassPrompts("Prompts", Workspace.ClassNames, "a photo of a {0}."))
            .Append(_context.Transforms.TestTimePromptTuning(WithPrompts("Prompts")))
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(_rows);
        _context.Model.Save(chain, _rows.Schema, _file);
        var scored = chain.Transform(_rows);
        var expected = scored.GetColumn<string>("PredictedLabel").Zip(scored.GetColumn<float[]>("Score"),
            (label, score) => $"{label} {string.Join(' ', score.Select(p => BitConverter.SingleToUInt32Bits(p).ToString("x8", null)))}");

        var output = LoadAndScoreApplication.Run(LoadAndScoreApplication.OutputFolder, [_file, .. _workspace.Images[..4]]);

        output[0].Should().Be("ImageLoadingTransformer -> ClassPromptsTransformer -> TptTransformer -> KeyToValueMappingTransformer");
        output[1..].Should().Equal(expected);
    }

    [Fact]
    public void Embed_ModelFolderGoneAfterwards_StillLoads()
    {
        var folder = _workspace.CopyBuiltInModel("own model to embed");
        var options = Workspace.Options();
        options.ModelPath = folder;
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

        var folders = Directory.GetDirectories(CacheFolder).Select(Path.GetFileName).ToArray();
        folders.Should().Contain(ModelFiles.Fingerprint(new ModelSource(Workspace.BuiltInModel))).And.OnlyContain(name => !name!.Contains('.'), "an unfinished folder has a dot in its name");
        first.Scorer.Model.Should().NotBeSameAs(second.Scorer.Model);
    }

    [Fact]
    public void Embed_DamagedFolderInTheCache_IsReplaced()
    {
        using var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);
        var unpacked = Path.Combine(CacheFolder, ModelFiles.Fingerprint(new ModelSource(Workspace.BuiltInModel)));
        Directory.CreateDirectory(unpacked);
        File.WriteAllText(Path.Combine(unpacked, "config.json"), "{}");

        using var loaded = Load<TptTransformer>();

        ModelFiles.Fingerprint(new ModelSource(unpacked)).Should().Be(Path.GetFileName(unpacked));
        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), options => options.WithStrictOrdering());
    }

    [Fact]
    public void Embed_DamagedFile_ThrowsAndNamesBothHashes()
    {
        var fingerprint = ModelFiles.Fingerprint(new ModelSource(Workspace.BuiltInModel));
        using var stream = new MemoryStream();
        EmbeddedModel.Write(new BinaryWriter(stream), new ModelSource(Workspace.BuiltInModel));
        var bytes = stream.ToArray();
        bytes[^1000] ^= 1;
        var cache = _workspace.PathOf("cache for a damaged file");

        var unpack = () => EmbeddedModel.Unpack(new BinaryReader(new MemoryStream(bytes)), cache);

        unpack.Should().Throw<InvalidDataException>().WithMessage($"*damaged*should be {fingerprint}*");
        Directory.GetFileSystemEntries(cache).Should().BeEmpty();
    }

    [Theory]
    [InlineData("../outside.json")]
    [InlineData("..")]
    [InlineData("C:evil.json")]
    public void Embed_FileNameThatLeavesTheFolder_Throws(string name)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(new string('0', 64));
        writer.Write(1);
        writer.Write(name);
        writer.Write(0L);
        stream.Position = 0;

        var unpack = () => EmbeddedModel.Unpack(new BinaryReader(stream), _workspace.PathOf("cache for a bad name"));

        unpack.Should().Throw<InvalidDataException>().WithMessage($"*'{name}' is not the name of a file*");
    }

    [Fact]
    public void Embed_ReadFromAStreamThatCannotSeek_SkipsWhatTheCacheHas()
    {
        using var stream = new MemoryStream();
        EmbeddedModel.Write(new BinaryWriter(stream), new ModelSource(Workspace.BuiltInModel));
        stream.WriteByte(42);
        var cache = _workspace.PathOf("cache for skipping");

        for (var pass = 0; pass < 2; pass++)
        {
            using var zip = new MemoryStream();
            using (var packed = new DeflateStream(zip, CompressionLevel.Fastest, leaveOpen: true)) packed.Write(stream.ToArray());
            zip.Position = 0;
            using var reader = new BinaryReader(new DeflateStream(zip, CompressionMode.Decompress));
            EmbeddedModel.Unpack(reader, cache);
            reader.ReadByte().Should().Be(42, "the reader stands behind the model");
        }
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
        options.ModelPath = Path.Combine(folder, "meant.safetensors");
        options.ModelStorage = storage;
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load<TptTransformer>();

        ScoresOf(loaded).Should().BeEquivalentTo(ScoresOf(transformer), o => o.WithStrictOrdering());
    }

    [Fact]
    public void SoftPrompt_FileGoneAfterwards_StillLoads()
    {
        using var plain = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images);
        var options = Workspace.Options();
        options.ContextColumnName = "Context";
        options.SoftPromptPath = WriteSoftPrompt("soft prompt.safetensors", vectors: 3, ContextWidth());
        using var transformer = _context.Transforms.TestTimePromptTuning(options).Fit(_images);
        var expected = ScoresOf(transformer);
        File.Delete(options.SoftPromptPath);
        _context.Model.Save(transformer, _images.Schema, _file);

        using var loaded = Load<TptTransformer>();

        expected[0].Should().NotEqual(ScoresOf(plain)[0]);
        ScoresOf(loaded).Should().BeEquivalentTo(expected, o => o.WithStrictOrdering());
    }

    [Fact]
    public void Load_FormatOfALaterVersion_ThrowsAndSaysWhichVersionWroteIt()
    {
        using (var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images)) _context.Model.Save(transformer, _images.Schema, _file);
        PatchFormat([1, 0, 0, 0], [99, 0, 0, 0]);

        Innermost(Load<TptTransformer>).Should().BeOfType<InvalidDataException>()
            .Which.Message.Should().Be($"This model was saved by {FormatVersion.Library} in format 99; {FormatVersion.Library} reads formats 1 to 1. Update the package Microsoft.ML.Tpt to the version that saved it.");
    }

    [Fact]
    public void Library_HasAVersion() => FormatVersion.Library.Should().MatchRegex(@"^Microsoft\.ML\.Tpt \d+\.\d+\.\d+");

    [Fact]
    public void Load_DeviceComesFromTheLoadingContext()
    {
        using (var transformer = _context.Transforms.TestTimePromptTuning(Workspace.Options()).Fit(_images)) _context.Model.Save(transformer, _images.Schema, _file);
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

    private static TptOptions WithPrompts(string column)
    {
        var options = Workspace.Options();
        options.ClassNames = null;
        options.ClassPromptsColumnName = column;
        return options;
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
