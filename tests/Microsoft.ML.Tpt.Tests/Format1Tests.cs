using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Microsoft.ML.Tests;

/// <summary>
/// Models that were saved in format 1, by version 0.1.0 before its state had a checksum, still load. TestData/format-1.MLModel.zip is
/// one: class prompts, a soft prompt and a reference to the built-in model, whose files it has the fingerprint of.
/// </summary>
public sealed class Format1Tests(Workspace workspace) : IClassFixture<Workspace>
{
    private static readonly ClassPromptSet[] _classes = [new("banana"), new("carrot"), new("lemon", ["lemon", "citrus"]), new("pizza"), new("tomato")];

    private readonly MLContext _context = new(seed: 3);

    private static string SavedFile => Path.Combine(AppContext.BaseDirectory, "TestData", "format-1.MLModel.zip");

    [Fact]
    public void Load_FileInFormat1_GivesTheScoresOfToday()
    {
        var images = workspace.LoadImages(_context, 4);
        using var loaded = (TransformerChain<ITransformer>)_context.Model.Load(SavedFile, out _);
        var transformer = (TptTransformer)loaded.Last();

        var options = transformer.Options;
        options.ClassPromptsColumnName.Should().Be("Prompts");
        options.Prompt.SoftPromptPath.Should().EndWith(".safetensors");
        options.ModelStorage.Should().Be(TptModelStorage.Reference);
        using var fitted = _context.Transforms.AddClassPrompts("Prompts", _classes, "a drawing of a {0}.").Append(_context.Transforms.TestTimePromptTuning(options)).Fit(images);
        ScoresOf(loaded, images).Should().BeEquivalentTo(ScoresOf(fitted, images), o => o.WithStrictOrdering());
    }

    [Fact]
    public void Save_LoadedFromFormat1_IsInFormat2()
    {
        var images = workspace.LoadImages(_context, 2);
        var file = workspace.PathOf("format 2.zip");
        using var loaded = (TransformerChain<ITransformer>)_context.Model.Load(SavedFile, out var schema);
        _context.Model.SaveTo(loaded, schema, file);

        using var again = (TransformerChain<ITransformer>)_context.Model.Load(file, out _);

        SavedBytes.Write((TptTransformer)again.Last())[..4].Should().Equal(2, 0, 0, 0);
        ScoresOf(again, images).Should().BeEquivalentTo(ScoresOf(loaded, images), o => o.WithStrictOrdering());
    }

    [Fact]
    public void Load_EmbeddedModelInFormat1_Loads()
    {
        var bytes = Embedded();

        for (var pass = 0; pass < 2; pass++)
        {
            using var loaded = SavedBytes.Read(bytes);
            loaded.ClassNames.Should().Equal("cat", "dog");
        }
        bytes[^1001] ^= 1;
        bytes.Invoking(SavedBytesRead).Should().Throw<InvalidDataException>().WithMessage("*the SHA-256 of its CLIP model is *, and it should be *");
        bytes[..^1001].Invoking(SavedBytesRead).Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Load_ReferenceInFormat1ToOtherFiles_Throws()
    {
        var bytes = SavedBytes.Bytes(writer =>
        {
            WriteHead(writer, TptModelStorage.Reference);
            writer.Write("");
            writer.Write(new string('0', 64));
        });

        bytes.Invoking(SavedBytesRead).Should().Throw<InvalidDataException>().WithMessage("*is not the one that this model was saved with: the SHA-256 of its .json, .txt and .safetensors files is *");
    }

    /// <summary>Format 1 has no checksum: what is refused is refused with a typed error, and the rest is read up to the model, which is nowhere.</summary>
    [Fact]
    public void Load_Format1WithAByteChanged_ThrowsATypedError()
    {
        var bytes = SavedBytes.Bytes(writer =>
        {
            WriteHead(writer, TptModelStorage.Reference, "nowhere");
            writer.Write("nowhere");
            writer.Write(new string('0', 64));
        });

        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 0x7F, 0x80, 0xFF, (byte)(bytes[at] ^ 1) })
            {
                var before = bytes[at];
                bytes[at] = value;
                bytes.Invoking(SavedBytesRead).Should().Throw<Exception>().Which.Should().Match(e => e is InvalidDataException || e is DirectoryNotFoundException, "byte {0} is {1}", at, value);
                bytes[at] = before;
            }
        }
    }

    private static byte[] Embedded() => SavedBytes.Bytes(writer =>
    {
        WriteHead(writer, TptModelStorage.Embed);
        var files = Directory.GetFiles(Workspace.BuiltInModel).Where(path => Path.GetExtension(path) is ".json" or ".txt" or ".safetensors").Order(StringComparer.Ordinal)
            .Select(path => (Name: Path.GetFileName(path), Bytes: File.ReadAllBytes(path))).ToArray();
        writer.Write(Convert.ToHexStringLower(SHA256.HashData([.. files.SelectMany(file => (byte[])[.. Encoding.UTF8.GetBytes($"{file.Name}\n{file.Bytes.Length}\n"), .. file.Bytes])])));
        writer.Write(files.Length);
        foreach (var (name, bytes) in files)
        {
            writer.Write(name);
            writer.Write((long)bytes.Length);
            writer.Write(bytes);
        }
    });

    private static void WriteHead(BinaryWriter writer, TptModelStorage storage, string? modelPath = null)
    {
        writer.Write(1);
        writer.Write("Microsoft.ML.Tpt 0.1.0");
        writer.Write(JsonSerializer.Serialize(new { ModelStorage = $"{storage}", ModelPath = modelPath, Views = 8, SelectionFraction = 0.5, Seed = 3 }));
        SavedBytes.WriteClasses(writer, "cat", "dog");
        writer.Write(false);
    }

    private static object SavedBytesRead(byte[] bytes) => SavedBytes.Read(bytes);

    private static float[][] ScoresOf(ITransformer transformer, IDataView images) => [.. transformer.Transform(images).GetColumn<float[]>("Score")];
}
