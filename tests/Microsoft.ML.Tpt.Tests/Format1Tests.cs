using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Tests.Support;
using Microsoft.ML.Tpt.Models;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine.Approximations;
using Tpt.Engine.Imaging;
using Tpt.Engine.Methods.ConfidentViewAveraging;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;

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

    /// <summary>Where weights were of another kind the fingerprint would be that of the small files alone: any weights would fit.</summary>
    [Fact]
    public void Load_ReferenceInFormat1ToAFolderWithoutSafetensors_ThrowsAndComparesNothing()
    {
        var folder = workspace.CopyBuiltInModel("weights of another kind");
        var weights = Path.Combine(folder, "model.safetensors");
        File.Move(weights, Path.Combine(folder, "open_clip.bin"));
        var source = new ModelSource(folder);

        var fingerprint = () => Format1Model.Fingerprint(source);

        fingerprint.Should().Throw<InvalidDataException>().WithMessage($"'{folder}' has no weights in a .safetensors file*");
        File.Move(Path.Combine(folder, "open_clip.bin"), weights);
        fingerprint.Should().NotThrow();
    }

    /// <summary>Every option that format 1 had, under its name of then, with a value that is not the default.</summary>
    [Fact]
    public void Options_OfFormat1_EachReachesItsGroup()
    {
        var options = Format1Options.Read("""
            {"LabelColumnName":"L","ImageColumnName":"I","OutputColumnName":"O","ScoreColumnName":"S","ZeroShotScoreColumnName":"Z","EntropyColumnName":"E",
             "ZeroShotEntropyColumnName":"ZE","SelectedViewsColumnName":"V","ContextColumnName":"C","ModelPath":"m","TokenizerFolder":"t","QuickGelu":true,
             "Precision":"BFloat16","ViewChunkSize":5,"ModelStorage":"Embed","BatchSize":2,"ApplyExifOrientation":true,"PromptTemplate":"a {0}",
             "ClassTokenPosition":"Middle","ContextInitialization":"Random","ContextTokens":3,"SoftPromptPath":"s","ZeroShotTemplates":["the {0}"],
             "Method":"PromptTuning","Views":8,"SelectionFraction":0.5,"Steps":2,"LearningRate":0.01,"WeightDecay":0.02,"CropScaleMin":0.1,"CropScaleMax":0.9,
             "FlipProbability":0.25,"Augmentation":"AugMix","AugMixSeverity":3,"ShareTextPasses":true,"PruningTolerance":0.1,"FirstOrderTolerance":0.2,
             "FirstOrderRank":8,"TokenMerging":0,"ExactMargin":0.4,"ClassChunkSize":7,"Alpha":"CompositeOnWhite","Seed":9}
            """);

        options.Should().BeEquivalentTo(
            new TptOptions
            {
                ClassesFromColumnName = "L",
                InputColumnName = "I",
                PredictedLabelColumnName = "O",
                ScoreColumnName = "S",
                ZeroShotScoreColumnName = "Z",
                EntropyColumnName = "E",
                ZeroShotEntropyColumnName = "ZE",
                SelectedViewsColumnName = "V",
                ContextColumnName = "C",
                ModelStorage = TptModelStorage.Embed,
                BatchSize = 2,
                Prompt =
                {
                    Template = "a {0}",
                    ClassTokenPosition = ClassTokenPosition.Middle,
                    ContextInitialization = ContextInitialization.Random,
                    ContextTokens = 3,
                    SoftPromptPath = "s",
                    ZeroShotTemplates = ["the {0}"],
                },
                Views = { Count = 8, CropScaleMin = 0.1, CropScaleMax = 0.9, FlipProbability = 0.25, Augmentation = ViewAugmentation.AugMix, AugMixSeverity = 3, Seed = 9 },
                Method = new PromptTuningOptions { Steps = 2, SelectionFraction = 0.5, LearningRate = 0.01, WeightDecay = 0.02 },
                Approximations =
                {
                    Precision = TptPrecision.BFloat16,
                    SharePasses = true,
                    PruningTolerance = 0.1,
                    FirstOrderTolerance = 0.2,
                    FirstOrderRank = 8,
                    ExactMargin = 0.4,
                },
                Model = { Path = "m", TokenizerFolder = "t", QuickGelu = true, ViewChunkSize = 5, ClassChunkSize = 7 },
                Images = { Alpha = AlphaHandling.CompositeOnWhite, ApplyExifOrientation = true },
            },
            o => o.RespectingRuntimeTypes());
    }

    /// <summary>What a file lacks has its default, which is the default of today: format 1 was never released with another.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Method":"PromptTuning"}""")]
    public void Options_OfFormat1ThatLackAll_AreTheDefaults(string json) => Format1Options.Read(json).Should().BeEquivalentTo(new TptOptions(), o => o.RespectingRuntimeTypes());

    [Fact]
    public void Options_OfFormat1WithAveraging_HaveItsShare() =>
        Format1Options.Read("""{"Method":"ConfidentViewAveraging","SelectionFraction":0.3}""")!.Method.Should().Be(new ConfidentViewAveragingOptions { SelectionFraction = 0.3 });

    [Theory]
    [InlineData(1, """{"Prompt":{"Template":"a {0}"}}""", "Prompt")]
    [InlineData(1, """{"Veiws":8}""", "Veiws")]
    [InlineData(1, """{"TokenMerging":0.9}""", "TokenMerging")]
    [InlineData(2, """{"PromptTemplate":"a {0}"}""", "PromptTemplate")]
    [InlineData(2, """{"Views":{"Cuont":8}}""", "Cuont")]
    public void Load_MemberThatTheFormatDoesNotHave_ThrowsAndNamesTheVersions(int format, string json, string member)
    {
        void Write(BinaryWriter writer)
        {
            writer.Write(json);
            SavedBytes.WriteClasses(writer, "cat");
            writer.Write(false);
        }
        var bytes = format == 2 ? SavedBytes.Seal(Write) : SavedBytes.Bytes(writer =>
        {
            new FormatVersion(1, "Microsoft.ML.Tpt 0.0.7").Write(writer);
            Write(writer);
        });

        bytes.Invoking(SavedBytesRead).Should().Throw<InvalidDataException>().Which.Message.Should()
            .Contain($"its options, which {(format == 2 ? FormatVersion.Library : "Microsoft.ML.Tpt 0.0.7")} wrote, are none that {FormatVersion.Library} knows").And.Contain($"'{member}'");
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
