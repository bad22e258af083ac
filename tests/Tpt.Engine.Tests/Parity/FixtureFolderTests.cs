using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using SkiaSharp;
using Tpt.Engine.Imaging;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tests.Checkpoints.Layouts;
using Tpt.Parity.Fixtures;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Parity;

/// <summary>What <c>tests/Tpt.Parity -- checkpoints</c> makes of fixtures, over some that are made here: it must find what is wrong.</summary>
public sealed class FixtureFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();

    public void Dispose()
    {
        _output.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Run_NumbersOfTheModelItself_PassQuantityByQuantity()
    {
        WriteCase("case");

        var report = FixtureFolder.Run(_folder.Path, _output);

        report.Failures.Should().BeEmpty("{0}", _output);
        foreach (var quantity in new[] { "hyper_parameters", "token_ids", "pixels", "image_features", "text_features", "logits", "logit_scale" })
        {
            _output.ToString().Should().Contain($"case {quantity} maxabs=0");
        }
        _output.ToString().Trim().Should().EndWith("7 passed, 0 failed");
    }

    [Theory]
    [InlineData("token_ids", 1)]
    [InlineData("pixels", 1e-4)]
    [InlineData("image_features", 1e-4)]
    [InlineData("text_features", 1e-4)]
    [InlineData("logits", 1e-2)]
    [InlineData("logit_scale", 1e-3)]
    public void Run_OneNumberIsAnother_FailsThere(string quantity, double difference)
    {
        WriteCase("case", change: numbers => numbers[quantity].view(-1)[0] += difference);

        FixtureFolder.Run(_folder.Path, _output).Failures.Should().Equal($"case {quantity}");
    }

    [Fact]
    public void Run_OtherHyperParameters_NamesThem()
    {
        WriteCase("case", edit: json => json["hyper_parameters"]!["vision"]!["heads"] = 6);

        FixtureFolder.Run(_folder.Path, _output).Failures.Should().Equal("case hyper_parameters");
        _output.ToString().Should().Contain("vision.heads is 3, expected 6");
    }

    [Fact]
    public void Run_PackedWeights_AreUnpackedElsewhere()
    {
        var folder = WriteCase("case", edit: json => json["unpack"] = new JsonArray("model/model.safetensors.gz"));
        var weights = Path.Combine(folder, "model", HuggingFaceLayouts.WeightsFile);
        using (var packed = new GZipStream(File.Create(weights + ".gz"), CompressionMode.Compress))
        {
            packed.Write(File.ReadAllBytes(weights));
        }
        File.Delete(weights);

        FixtureFolder.Run(_folder.Path, _output).Failures.Should().BeEmpty("{0}", _output);
        File.Exists(weights).Should().BeFalse("the fixtures may be read-only");
    }

    [Theory]
    [InlineData("refused", true, 1)]
    [InlineData("loads_or_refused", true, 1)]
    [InlineData("loads", true, 0)]
    [InlineData("refused", false, 0)]
    public void Run_ModelWithoutWeights_IsARefusalWithTheWords(string verdict, bool hasWords, int passed)
    {
        var folder = WriteCase("weights", edit: json => SetVerdict(json, verdict, hasWords ? "no weights" : "no such words"));
        File.Delete(Path.Combine(folder, "model", HuggingFaceLayouts.WeightsFile));

        var report = FixtureFolder.Run(_folder.Path, _output);

        report.Passed.Should().Be(passed, "{0}", _output);
        report.Failures.Count.Should().Be(1 - passed);
        _output.ToString().Should().Contain($"weights refused {(passed == 1 ? "PASS" : "FAIL")} (");
    }

    [Fact]
    public void Run_ModelThatShouldBeRefusedLoads_Fails()
    {
        WriteCase("case", edit: json => SetVerdict(json, "refused", "anything"));

        FixtureFolder.Run(_folder.Path, _output).Failures.Should().Equal("case refused");
        _output.ToString().Should().Contain("it loads, but is to be refused");
    }

    /// <summary>Folders are named after what they hold, and a message that repeats such a name says nothing.</summary>
    [Fact]
    public void Run_WordsOnlyInTheGivenPath_DoNotCount()
    {
        var folder = WriteCase("siglip", edit: json => SetVerdict(json, "refused", "siglip"));
        File.Delete(Path.Combine(folder, "model", HuggingFaceLayouts.WeightsFile));

        FixtureFolder.Run(_folder.Path, _output).Failures.Should().Equal("siglip refused");
    }

    [Fact]
    public void Run_UnknownOption_Fails()
    {
        WriteCase("case", edit: json => json["runs"]![0]!["options"]!["unknown"] = true);

        FixtureFolder.Run(_folder.Path, _output).Failures.Should().Equal("case error");
    }

    [Theory]
    [InlineData(typeof(InvalidDataException), true)]
    [InlineData(typeof(FileNotFoundException), true)]
    [InlineData(typeof(DirectoryNotFoundException), true)]
    [InlineData(typeof(ArgumentException), true)]
    [InlineData(typeof(ArgumentOutOfRangeException), false)]
    [InlineData(typeof(NullReferenceException), false)]
    [InlineData(typeof(OverflowException), false)]
    [InlineData(typeof(KeyNotFoundException), false)]
    public void FaultsOf_Exception_IsARefusalOrACrash(Type type, bool isRefusal)
        => RefusalRules.FaultsOf((Exception)Activator.CreateInstance(type)!, refusal: null, givenPaths: []).Any().Should().Be(!isRefusal);

    [Fact]
    public void FaultsOf_MessageOfTwoThousandCharacters_IsTooLong()
        => RefusalRules.FaultsOf(new InvalidDataException(new string('a', 2000)), refusal: null, givenPaths: []).Should().ContainSingle();

    private static void SetVerdict(JsonObject json, string verdict, string words)
    {
        json["runs"]![0]!["verdict"] = verdict;
        json["runs"]![0]!["refusal"] = new JsonObject { ["reason"] = "a test", ["message_any_of"] = new JsonArray(words) };
    }

    /// <summary>A case whose numbers are those that the library itself computes.</summary>
    private string WriteCase(string name, Action<Dictionary<string, Tensor>>? change = null, Action<JsonObject>? edit = null)
    {
        using var scope = NewDisposeScope();
        using var sample = new SampleModel(quickGelu: true);
        string[] texts = ["a cat", "a dog"];
        WritePicture();
        var folder = Directory.CreateDirectory(_folder.File(name)).FullName;
        using (var model = ClipModel.Load(HuggingFaceLayouts.Plain(sample, Path.Combine(folder, "model")) with { GpuDeviceId = -1 }))
        {
            var numbers = FixtureLoader.Compute(model, Picture(), texts);
            var tensors = new Dictionary<string, Tensor>
            {
                ["token_ids"] = numbers.TokenIds.to(ScalarType.Int32),
                ["pixels"] = numbers.Pixels,
                ["image_features"] = numbers.ImageFeatures,
                ["text_features"] = numbers.TextFeatures,
                ["logits"] = numbers.Logits,
                ["logit_scale"] = numbers.LogitScale,
            };
            using var noGrad = no_grad();
            change?.Invoke(tensors);
            SafetensorsWriter.Write(Path.Combine(folder, "expected.safetensors"), tensors);
        }
        var json = JsonNode.Parse($$"""
            {
              "name": "{{name}}", "title": "a test", "picture": "../picture.png", "texts": {{JsonSerializer.Serialize(texts)}}, "expected": "expected.safetensors",
              "runs": [{ "path": "model", "options": {}, "verdict": "loads" }],
              "hyper_parameters": {
                "embed_dim": 24, "activation": "quick_gelu",
                "vision": { "image_size": 24, "patch_size": 8, "width": 192, "layers": 3, "heads": 3, "mlp_width": 448 },
                "text": { "context_length": 32, "vocab_size": {{SampleTokenizer.Size}}, "width": 128, "layers": 2, "heads": 2, "mlp_width": 320 },
                "preprocessing": { "size": 24, "resize_mode": "shortest", "interpolation": "bicubic", "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711] }
              }
            }
            """)!.AsObject();
        edit?.Invoke(json);
        File.WriteAllText(Path.Combine(folder, FixtureCase.FileName), json.ToJsonString());
        return folder;
    }

    private static ImagePixels Picture()
    {
        var pixels = new byte[40 * 30 * 3];
        new Random(5).NextBytes(pixels);
        return ImagePixels.FromRgb(pixels, 40, 30);
    }

    private void WritePicture()
    {
        var rgbx = Picture().Rgbx.ToArray();
        using var bitmap = new SKBitmap(new SKImageInfo(40, 30, SKColorType.Rgba8888, SKAlphaType.Opaque));
        Marshal.Copy(rgbx, 0, bitmap.GetPixels(), rgbx.Length);
        using var file = File.Create(_folder.File("picture.png"));
        bitmap.Encode(file, SKEncodedImageFormat.Png, quality: 100);
    }
}
