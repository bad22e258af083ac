using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;

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
