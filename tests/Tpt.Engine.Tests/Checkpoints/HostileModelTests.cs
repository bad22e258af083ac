using System.Diagnostics;
using System.Text.Json.Nodes;
using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Tests.Tokenization;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

/// <summary>Folders whose files ask for too much, contradict each other, or hold what no model does.</summary>
public sealed class HostileModelTests : IDisposable
{
    /// <summary>What a refusal may take: far more than it does, far less than what the files ask for.</summary>
    private const long MaxBytes = 200L << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly Dictionary<string, Tensor> _weights = TinyModel.Weights(TinyModel.VisionTransformer);

    public HostileModelTests() => TinyModel.WriteConfiguration(_folder.Path, TinyModel.VisionTransformer);

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<string, string, int, string> Contradictions => new()
    {
        { "text_config", "hidden_size", 512, "text_config.hidden_size is 512, but in '*' text_model.final_layer_norm.weight is [128]" },
        { "text_config", "intermediate_size", 1 << 20, "text_config.intermediate_size is 1048576, but in '*' text_model.encoder.layers.0.mlp.fc1.weight is [320, 128]" },
        { "text_config", "num_hidden_layers", 256, "text_config.num_hidden_layers is 256, but in '*' the weights have 2 layers" },
        { "text_config", "vocab_size", 1 << 20, "text_config.vocab_size is 1048576, but in '*' text_model.embeddings.token_embedding.weight is [40, 128]" },
        { "text_config", "max_position_embeddings", 77, "text_config.max_position_embeddings is 77, but in '*.position_embedding.weight is [12, 128]" },
        { "vision_config", "hidden_size", 768, "vision_config.hidden_size is 768, but in '*' vision_model.embeddings.class_embedding is [192]" },
        { "vision_config", "intermediate_size", 3072, "vision_config.intermediate_size is 3072, but in '*' vision_model.encoder.layers.0.mlp.fc1.weight is [448, 192]" },
        { "vision_config", "num_hidden_layers", 1, "vision_config.num_hidden_layers is 1, but in '*' the weights have 3 layers" },
        { "vision_config", "image_size", 2048, "vision_config.image_size is 2048 in patches of 8, which are 65536 patches*.position_embedding.weight has 10 rows" },
        { "vision_config", "patch_size", 4, "vision_config.patch_size is 4, but in '*.patch_embedding.weight is [192, 3, 8, 8]" },
        { "", "projection_dim", 4096, "projection_dim is 4096, but in '*' text_projection.weight is [24, 128]" },
        // What no weights can have.
        { "text_config", "hidden_size", 1_000_000_000, "text_config.hidden_size is 1000000000; it must be a positive integer of at most 1048576" },
        { "text_config", "num_hidden_layers", 100_000, "text_config.num_hidden_layers is 100000; it must be a positive integer of at most 256" },
        { "text_config", "vocab_size", 10_000_000, "text_config.vocab_size is 10000000; it must be a positive integer of at most 1048576" },
        { "vision_config", "intermediate_size", int.MaxValue, "vision_config.intermediate_size is 2147483647; it must be a positive integer of at most" },
        { "vision_config", "image_size", 40_000, "vision_config.image_size is 40000; it must be a positive integer of at most 2048" },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Load_ConfigThatContradictsTheWeights_NamesKeyAndBothValuesBeforeItAllocates(string section, string key, int value, string message)
    {
        var path = _folder.File("config.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!;
        (section.Length == 0 ? config : config[section]!)[key] = value;
        File.WriteAllText(path, config.ToJsonString());
        Write();
        Load().Should().Throw<InvalidDataException>();
        var before = Process.GetCurrentProcess().PeakWorkingSet64;
        var clock = Stopwatch.StartNew();

        Load().Should().Throw<InvalidDataException>().WithMessage($"'*config.json': {message}*");

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "it takes under a second on an idle machine, and minutes where it is quadratic");
        (Process.GetCurrentProcess().PeakWorkingSet64 - before).Should().BeLessThan(MaxBytes);
    }

    [Theory]
    [InlineData(float.NaN, ScalarType.Float32)]
    [InlineData(float.PositiveInfinity, ScalarType.Float16)]
    [InlineData(float.NegativeInfinity, ScalarType.BFloat16)]
    [InlineData(1e300, ScalarType.Float64)]
    public void Load_WeightThatIsNotFinite_NamesFileTensorAndPlace(double value, ScalarType dtype)
    {
        var numbers = Enumerable.Repeat(0.5, 24 * 128).ToArray();
        numbers[300] = value;
        _weights["text_projection.weight"] = tensor(numbers).view(24, 128).to(dtype);
        Write();

        Load().Should().Throw<InvalidDataException>().WithMessage("'*model.safetensors': text_projection.weight is not finite: number 300 of 3072 *");
    }

    [Fact]
    public void Load_OpenAiWeightThatIsNotFinite_IsNamedAsItIsStored()
    {
        var stored = OpenAiLayout.From(_weights).WithScalars();
        var numbers = Enumerable.Repeat(0.5f, 3 * 128).ToArray();
        numbers[128 + 5] = float.NaN;
        stored["transformer.resblocks.1.attn.in_proj_bias"] = tensor(numbers);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), stored);

        Load().Should().Throw<InvalidDataException>().WithMessage("*transformer.resblocks.1.attn.in_proj_bias is not finite: number 5 of 128*");
    }

    [Fact]
    public void Load_WeightThatIsNotFiniteIn16Bits_SaysSo()
    {
        _weights["visual_projection.weight"] = Filled(24, 192, 1e5f);
        Write();

        Load(approximations: new ApproximationOptions { Precision = TptPrecision.BFloat16 }).Should().NotThrow();
        _weights["visual_projection.weight"] = Filled(24, 192, float.MaxValue);
        Write();
        Load().Should().NotThrow();
        Load(approximations: new ApproximationOptions { Precision = TptPrecision.BFloat16 }).Should().Throw<InvalidDataException>()
            .WithMessage("*visual_projection.weight in BFloat16 is not finite*");
    }

    [Fact]
    public void Load_IntegersWhereFloatsBelong_NamesThem()
    {
        _weights["text_projection.weight"] = zeros(24, 128, dtype: ScalarType.Int64);
        Write();

        Load().Should().Throw<InvalidDataException>().WithMessage("*Integers, no floating point (1): text_projection.weight is Int64.");
    }

    [Theory]
    [InlineData(100f)]
    [InlineData(89f)]
    public void Load_LogitScaleWhoseFactorOverflows_SaysSo(float logitScale)
    {
        _weights["logit_scale"] = tensor(logitScale);
        Write();

        Load().Should().Throw<InvalidDataException>().WithMessage($"*logit_scale is {logitScale}, and exp(logit_scale) is beyond a 32-bit float*");
    }

    [Fact]
    public void Load_ThousandsOfForeignTensors_NamesFiveAndTheirNumber()
    {
        for (var i = 0; i < 3000; i++)
        {
            _weights[$"another.model.{i:0000}{new string('x', 300)}"] = zeros(1);
        }
        Write();

        Load().Should().Throw<InvalidDataException>().WithMessage("*Surplus (3000): another.model.0000xxx*and 2995 more.").Which.Message.Length.Should().BeLessThan(2000);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("preprocessor_config.json")]
    [InlineData("vocab.json")]
    [InlineData("tokenizer.json")]
    [InlineData("model.safetensors.index.json")]
    [InlineData("open_clip_config.json")]
    public void Load_JsonThatIsNone_IsRefusedWithItsPath(string name)
    {
        var openClip = name == "open_clip_config.json";
        SafetensorsWriter.Write(_folder.File(name == "model.safetensors.index.json" ? "part.safetensors" : "model.safetensors"), openClip ? OpenAiLayout.From(_weights).WithScalars() : _weights);
        if (name == "vocab.json")
        {
            File.WriteAllText(_folder.File("merges.txt"), "#version: 0.2\n");
        }
        byte[][] texts =
        [
            [], "{"u8.ToArray(), "[]"u8.ToArray(), "null"u8.ToArray(), "3"u8.ToArray(), "\"\\ud800\""u8.ToArray(), "{\"\\udc00\": 1}"u8.ToArray(), [(byte)'"', 0xFF, (byte)'"'],
            [.. "{\"a"u8, 0xC3, .. "\": 1}"u8], [0xFF, 0xFE, (byte)'{', 0, (byte)'}', 0], [.. Enumerable.Repeat((byte)'[', 100_000)], [.. Enumerable.Repeat((byte)0, 100)],
            [.. "{\"a\": nul"u8, .. Enumerable.Repeat((byte)'x', 10_000), (byte)'}'],
            "{\"text_config\": {}, \"text_config\": {}}"u8.ToArray(), new byte[(1 << 24) + 1],
        ];

        foreach (var text in texts)
        {
            File.WriteAllBytes(_folder.File(name), text);
            Load(new ModelOptions { GpuDeviceId = -1 }).Should().Throw<InvalidDataException>().WithMessage($"*{name}*").Which.Message.Length.Should().BeLessThan(1000);
        }
    }

    [Fact]
    public void Load_ByteOrderMarkInEveryText_IsNoError()
    {
        Write();
        File.WriteAllText(_folder.File("vocab.json"), TinyVocabulary.Json("a", "b", "a</w>", "b</w>", "ab</w>"));
        File.WriteAllText(_folder.File("merges.txt"), "#version: 0.2\r\na b</w>\r\n");
        foreach (var path in Directory.GetFiles(_folder.Path).Where(path => !path.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            File.WriteAllBytes(path, [0xEF, 0xBB, 0xBF, .. File.ReadAllBytes(path)]);
        }

        using var model = ClipModel.Load(new ModelOptions { Path = _folder.Path, GpuDeviceId = -1 });

        model.Tokenizer.Encode("ab b").Should().Equal(4, 3);
    }

    [Fact]
    public void Classifier_VocabularyThatCannotSpellThePrompt_SaysSo()
    {
        Write();
        File.WriteAllText(_folder.File("vocab.json"), TinyVocabulary.Json("q", "q</w>"));
        File.WriteAllText(_folder.File("merges.txt"), "");
        using var model = ClipModel.Load(new ModelOptions { Path = _folder.Path, GpuDeviceId = -1 });

        model.Invoking(m => new TptClassifier(m, ["q"], new TptClassifierOptions { Prompt = { Template = "z {0}." } }).Dispose()).Should().Throw<InvalidDataException>()
            .WithMessage("'*vocab.json': the vocabulary has no token for a character of 'z q.'*");
        model.Invoking(m => new TptClassifier(m, ["cat"], new TptClassifierOptions { Prompt = { Template = "q {0}" } }).Dispose()).Should().Throw<InvalidDataException>()
            .WithMessage("'*vocab.json': the vocabulary has no token for a character of 'cat'*");
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    [InlineData("preprocessor_config.json")]
    [InlineData("vocab.json")]
    public async Task Load_PipeInPlaceOfAFile_IsRefusedAtOnce(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        Write();
        File.WriteAllText(_folder.File("vocab.json"), "{}");
        File.WriteAllText(_folder.File("merges.txt"), "");
        File.Delete(_folder.File(name));
        using (var mkfifo = Process.Start("mkfifo", _folder.File(name)))
        {
            await mkfifo.WaitForExitAsync();
        }

        var loading = Task.Run(Load(new ModelOptions { GpuDeviceId = -1 }));

        await loading.Awaiting(task => task.WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<InvalidDataException>().WithMessage($"*{name}*");
    }

    [Fact]
    public void Load_LinksAsInAHubCache_AreFollowed()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        Write();
        using var snapshot = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            File.CreateSymbolicLink(snapshot.File(Path.GetFileName(file)), file);
        }

        using var model = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = snapshot.Path });

        model.Files.Should().OnlyContain(file => file.Length > 0 && file.Path.StartsWith(snapshot.Path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"no place for the class\"")]
    [InlineData("\"{0} and {0}\"")]
    public void Load_PromptTemplateThatIsNone_NamesTheKey(string template) => LoadingWithTemplate(template).Should().Throw<InvalidDataException>()
        .WithMessage("*prompt_template is \"*; it must be a text of at most 1000 characters that has {0} exactly once*");

    [Fact]
    public void Load_PromptTemplateOfAMegabyte_IsRefusedInFewWords()
        => LoadingWithTemplate($"\"{{0}}{new string('x', 1_000_000)}\"").Should().Throw<InvalidDataException>().WithMessage("*prompt_template*").Which.Message.Length.Should().BeLessThan(1000);

    [Theory]
    [InlineData("config.json", 1 << 20)]
    [InlineData("preprocessor_config.json", 1 << 20)]
    [InlineData("vocab.json", 1 << 23)]
    [InlineData("merges.txt", 1 << 23)]
    public void Load_FileLargerThanAnyOfItsName_IsRefusedUnread(string name, int limit)
    {
        Write();
        File.WriteAllText(_folder.File("vocab.json"), TinyVocabulary.Json("a"));
        File.WriteAllText(_folder.File("merges.txt"), "");
        File.WriteAllBytes(_folder.File(name), new byte[limit + 1]);

        Load(new ModelOptions { GpuDeviceId = -1 }).Should().Throw<InvalidDataException>().WithMessage($"'*{name}' has {limit + 1} bytes; a model's file of that name may have {limit}.");
    }

    private Action LoadingWithTemplate(string template)
    {
        Write();
        var path = _folder.File("config.json");
        File.WriteAllText(path, $"{{\"prompt_template\": {template}, {File.ReadAllText(path)[1..]}");
        return Load();
    }

    private static Tensor Filled(long rows, long columns, float value) => tensor(Enumerable.Repeat(value, (int)(rows * columns)).ToArray()).view(rows, columns);

    private void Write() => SafetensorsWriter.Write(_folder.File("model.safetensors"), _weights);

    private Action Load(ModelOptions? options = null, ApproximationOptions? approximations = null)
        => () => ClipModel.Load((options ?? TinyModel.WithoutTokenizer) with { Path = _folder.Path }, approximations).Dispose();
}
