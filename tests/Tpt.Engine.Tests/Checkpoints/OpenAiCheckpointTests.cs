using TorchSharp;
using Tpt.Engine.Checkpoints;
using Tpt.Engine.Checkpoints.Layouts;
using Tpt.Engine.Checkpoints.Storage;
using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints;

public sealed class OpenAiCheckpointTests : IDisposable
{
    private const string OpenClip = """{"model_cfg": {"embed_dim": 24, "quick_gelu": QUICK, "vision_cfg": {"image_size": 24, "layers": 3, "width": 192, "patch_size": 8}, "text_cfg": {"context_length": 12, "vocab_size": 40, "width": 128, "heads": 2, "layers": 2}}}""";

    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();
    private readonly Dictionary<string, Tensor> _weights = TinyModel.Weights(TinyModel.VisionTransformer);

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Load_SameWeightsInBothLayouts_GivesTheSameBits(ScalarType dtype)
    {
        var stored = _weights.To(dtype);
        using var huggingFace = new TemporaryFolder();
        TinyModel.WriteConfiguration(huggingFace.Path, TinyModel.VisionTransformer);
        SafetensorsWriter.Write(huggingFace.File("model.safetensors"), stored);
        using var expected = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = huggingFace.Path });

        using var actual = Load(OpenAiLayout.From(stored).WithScalars());

        TinyModel.Features(actual.Network, 24).Should().Equal(TinyModel.Features(expected.Network, 24));
        actual.Config.Should().Be(expected.Config);
    }

    [Fact]
    public void Load_ResNet_InfersTheArchitectureAndKeepsTheWeights()
    {
        var weights = TinyModel.Weights(TinyModel.ResNet);
        using var expected = TinyModel.Network(TinyModel.ResNet, weights);
        var stored = OpenAiLayout.From(weights).WithScalars();
        stored["visual.bn1.num_batches_tracked"] = tensor(3L);

        using var model = Load(stored);

        model.Config.Vision.Should().BeEquivalentTo(TinyModel.ResNet.Vision, options => options.RespectingRuntimeTypes());
        model.Config.Text.Should().Be(TinyModel.ResNet.Text);
        (model.ImageSize, model.EmbeddingDimension, model.ContextLength).Should().Be((64, 24, 12));
        TinyModel.Features(model.Network, 64).Should().Equal(TinyModel.Features(expected, 64));
    }

    [Fact]
    public void Load_QueriesKeysAndValuesInOneTensor_ReadsEveryNumberOnce()
    {
        SafetensorsWriter.Write(_folder.File("model.safetensors"), OpenAiLayout.From(_weights));
        var counting = new CountingTensors(SafetensorsFile.Open(_folder.File("model.safetensors")));
        using var source = new OpenAiTensorSource(counting, visionTransformer: true);
        using var network = ClipNetwork.Empty(TinyModel.VisionTransformer, CPU, ScalarType.BFloat16, keepFloat32: true);

        CheckpointLoader.Load(network, source);

        counting.NumbersRead.Should().BeEquivalentTo(counting.Names.ToDictionary(name => name, name => counting.ShapeOf(name).Aggregate(1L, (a, b) => a * b)));
        foreach (var (name, weight) in network.state_dict())
        {
            weight.detach().bytes.SequenceEqual(_weights[name].to(weight.dtype).bytes).Should().BeTrue(name);
        }
    }

    [Fact]
    public void Load_NoPreprocessorConfig_TakesClipsAtTheTowersSize()
    {
        using var model = Load(OpenAiLayout.From(_weights).WithScalars());

        model.Preprocessing.CropSize.Should().Be(24);
        model.Preprocessing.ResizeEdge.Should().Be(24);
        model.Preprocessing.Mean.Should().Equal(new ImagePreprocessing().Mean);
        model.Preprocessing.Filter.Should().Be(ResampleFilter.Bicubic);
    }

    [Fact]
    public void Load_PreprocessorConfigOfAnotherSize_NamesBothSizes()
    {
        File.WriteAllText(_folder.File("preprocessor_config.json"), """{"size": 32, "crop_size": 32}""");

        Loading(OpenAiLayout.From(_weights).WithScalars()).Should().Throw<InvalidDataException>().WithMessage("*crops to 32 px, but the image tower reads 24 px*");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_OpenClipConfigBeside_SaysTheActivation(bool quickGelu)
    {
        WriteOpenClipConfig(quickGelu);

        using var model = Load(OpenAiLayout.From(_weights.To(ScalarType.Float16)));

        model.Config.Text.HiddenAct.Should().Be(quickGelu ? ClipActivation.QuickGelu : ClipActivation.Gelu);
        ((ClipVisionConfig)model.Config.Vision).HiddenAct.Should().Be(model.Config.Text.HiddenAct);
    }

    [Fact]
    public void Load_OpenAisScalarsBesideAConfigThatSaysGelu_IsRefused()
    {
        WriteOpenClipConfig(quickGelu: false);

        Loading(OpenAiLayout.From(_weights).WithScalars()).Should().Throw<InvalidDataException>().WithMessage("*quick_gelu is false*OpenAI*ModelOptions.QuickGelu*");
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    public void Load_NoScalars_AsksForTheActivationWhateverTheDType(ScalarType dtype)
        => Loading(OpenAiLayout.From(_weights.To(dtype))).Should().Throw<InvalidDataException>()
            .WithMessage("*does not say whether its activation is QuickGELU*open_clip_config.json*ModelOptions.Pretrained*ModelOptions.QuickGelu*Nor does it say the preprocessing (mean and std)*");

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    public void Load_NoScalarsButTheActivation_AsksForThePreprocessing(ScalarType dtype)
        => FluentActions.Invoking(() => Load(OpenAiLayout.From(_weights.To(dtype)), quickGelu: false)).Should().Throw<InvalidDataException>()
            .WithMessage("*does not say how images are preprocessed*mean and std*preprocessor_config.json*open_clip_config.json*ModelOptions.Pretrained*");

    [Theory]
    [InlineData("preprocessor_config.json", """{"size": 24, "crop_size": 24, "image_mean": [0.5, 0.5, 0.5]}""")]
    [InlineData("processor_config.json", """{"image_processor": {"size": {"shortest_edge": 24}, "crop_size": 24, "image_mean": [0.5, 0.5, 0.5]}, "processor_class": "CLIPProcessor"}""")]
    public void Load_NoScalarsButActivationAndPreprocessing_TakesBoth(string file, string json)
    {
        File.WriteAllText(_folder.File(file), json);

        using var model = Load(OpenAiLayout.From(_weights), quickGelu: false);

        model.Config.Text.HiddenAct.Should().Be(ClipActivation.Gelu);
        model.Preprocessing.Should().Be(new ImagePreprocessing { ResizeEdge = 24, CropSize = 24, Mean = [0.5f, 0.5f, 0.5f] });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_QuickGeluOption_GoesBeforeEverything(bool quickGelu)
    {
        WriteOpenClipConfig(!quickGelu);

        using var model = Load(OpenAiLayout.From(_weights).WithScalars(), quickGelu);

        model.Config.Text.HiddenAct.Should().Be(quickGelu ? ClipActivation.QuickGelu : ClipActivation.Gelu);
    }

    [Fact]
    public void Load_OpenClipConfig_SaysHeadsAndPreprocessing()
    {
        File.WriteAllText(_folder.File("open_clip_config.json"), """
            {"model_cfg": {"embed_dim": 24, "vision_cfg": {"image_size": 24, "width": 192, "head_width": 32}, "text_cfg": {"width": 128, "heads": 8}},
             "preprocess_cfg": {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25], "interpolation": "bilinear", "resize_mode": "longest", "fill_color": [1, 2, 3]}}
            """);

        using var model = Load(OpenAiLayout.From(_weights));

        ((ClipVisionConfig)model.Config.Vision).NumAttentionHeads.Should().Be(6);
        model.Config.Text.NumAttentionHeads.Should().Be(8);
        model.Preprocessing.Mean.Should().Equal(0.5f, 0.5f, 0.5f);
        model.Preprocessing.Std.Should().Equal(0.25f, 0.25f, 0.25f);
        model.Preprocessing.Filter.Should().Be(ResampleFilter.Bilinear);
        model.Preprocessing.ResizeMode.Should().Be(ResizeMode.Longest);
        model.Preprocessing.FillColor.Should().Equal(1, 2, 3);
    }

    [Theory]
    [InlineData("{", "*cannot be read*")]
    [InlineData("{}", "*it has no model_cfg*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {}, "text_cfg": {"heads": 3}}}""", "*the text tower's width of 128 does not divide into 3 heads*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {"head_width": 193}, "text_cfg": {}}}""", "*the image tower's width of 192 does not divide into 0 heads*")]
    [InlineData("""{"model_cfg": {"embed_dim": 512, "vision_cfg": {}, "text_cfg": {}}}""", "*embed_dim is 512, but in '*' it is 24. One of the two files is of another model*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {"width": 768}, "text_cfg": {}}}""", "*vision_cfg.width is 768, but in '*' it is 192*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {"layers": 12}, "text_cfg": {}}}""", "*vision_cfg.layers is 12, but in '*' it is 3*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {"layers": [3, 4, 6, 3]}, "text_cfg": {}}}""", "*vision_cfg.layers is a list, as of a ResNet, but in '*' is the other image tower*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {"patch_size": 16}, "text_cfg": {}}}""", "*vision_cfg.patch_size is 16, but in '*' it is 8*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {}, "text_cfg": {"context_length": 77}}}""", "*text_cfg.context_length is 77, but in '*' it is 12*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {}, "text_cfg": {"vocab_size": 49408}}}""", "*text_cfg.vocab_size is 49408, but in '*' it is 40*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {"image_size": 7}, "text_cfg": {}}}""", "*vision_cfg.image_size is 7, but the weights in '*' are for 24 px*")]
    [InlineData("""{"model_cfg": {"vision_cfg": {"image_size": 200}, "text_cfg": {}}}""", "*vision_cfg.image_size is 200, but the weights in '*' are for 24 px*at most 8 times*")]
    public void Load_OpenClipConfigThatIsNotSupported_NamesKeyAndValue(string json, string message)
    {
        File.WriteAllText(_folder.File("open_clip_config.json"), json);

        Loading(OpenAiLayout.From(_weights)).Should().Throw<InvalidDataException>().WithMessage(message);
    }

    [Fact]
    public void Load_TensorThatShowsTheArchitectureMissing_NamesIt()
    {
        var tensors = OpenAiLayout.From(_weights).WithScalars();
        tensors.Remove("token_embedding.weight");

        Loading(tensors).Should().Throw<InvalidDataException>().WithMessage("*no tensor 'token_embedding.weight', from which the architecture is inferred*");
    }

    [Fact]
    public void Load_PositionsThatAreNoSquare_SaysSo()
    {
        var tensors = OpenAiLayout.From(_weights).WithScalars();
        tensors["visual.positional_embedding"] = zeros(12, 192);

        Loading(tensors).Should().Throw<InvalidDataException>().WithMessage("*visual.positional_embedding has 12 rows, which is no square*");
    }

    [Fact]
    public void Load_InProjectionThatIsNoThree_NamesIt()
    {
        var tensors = OpenAiLayout.From(_weights).WithScalars();
        tensors["transformer.resblocks.1.attn.in_proj_bias"] = zeros(100);

        Loading(tensors).Should().Throw<InvalidDataException>().WithMessage("*transformer.resblocks.1.attn.in_proj_bias is [100], which no 'text_model.encoder.layers.1.self_attn.q_proj.bias'*");
    }

    [Fact]
    public void Load_TensorOfAnotherModel_IsNamedAsItIsStored()
    {
        var tensors = OpenAiLayout.From(_weights).WithScalars();
        tensors["visual.transformer.resblocks.0.ls_1.gamma"] = zeros(192);
        tensors.Remove("visual.ln_pre.bias");

        Loading(tensors).Should().Throw<InvalidDataException>()
            .WithMessage("*Missing (1): vision_model.pre_layrnorm.bias. Surplus (1): visual.transformer.resblocks.0.ls_1.gamma.");
    }

    /// <summary>CustomTextCLIP of OpenCLIP, with its text tower as a module of its own.</summary>
    [Fact]
    public void Load_TextTowerBehindAPrefix_GivesTheSameBits()
    {
        WriteOpenClipConfig(quickGelu: false);
        var bare = OpenAiLayout.From(_weights);
        using var expected = Load(bare);

        using var actual = Load(bare.ToDictionary(tensor => tensor.Key == "logit_scale" || tensor.Key.StartsWith("visual.", StringComparison.Ordinal) ? tensor.Key : $"text.{tensor.Key}", tensor => tensor.Value));

        TinyModel.Features(actual.Network, 24).Should().Equal(TinyModel.Features(expected.Network, 24));
        actual.Config.Should().Be(expected.Config);
    }

    [Fact]
    public void Load_TextTowerUnderBothNames_NamesBoth()
    {
        var tensors = OpenAiLayout.From(_weights).WithScalars();
        tensors["text.ln_final.bias"] = tensors["ln_final.bias"];

        Loading(tensors).Should().Throw<InvalidDataException>().WithMessage("*has both '*ln_final.bias' and '*ln_final.bias', which are one tensor under two names*");
    }

    /// <summary>OpenCLIP reshapes the one, and the other is the same for every class.</summary>
    [Fact]
    public void Load_ScaleOfOneDimensionAndABias_GivesTheSameBits()
    {
        var stored = OpenAiLayout.From(_weights).WithScalars();
        using var expected = Load(stored);
        stored["logit_scale"] = stored["logit_scale"].view(1);
        stored["logit_bias"] = tensor(new float[] { -10 });

        using var actual = Load(stored);

        actual.Network.LogitScale.item<float>().Should().Be(expected.Network.LogitScale.item<float>());
        TinyModel.Features(actual.Network, 24).Should().Equal(TinyModel.Features(expected.Network, 24));
    }

    [Fact]
    public void Load_ImageSizeOfTheConfigOtherThanTheWeights_InterpolatesThePositions()
    {
        WriteOpenClipConfig(quickGelu: false);
        var config = File.ReadAllText(_folder.File("open_clip_config.json"));
        File.WriteAllText(_folder.File("open_clip_config.json"), config.Replace("\"image_size\": 24", "\"image_size\": 35", StringComparison.Ordinal));
        var stored = OpenAiLayout.From(_weights);

        using var model = Load(stored);

        (model.ImageSize, model.Preprocessing.CropSize, model.Preprocessing.ResizeEdge).Should().Be((35, 35, 35));
        var positions = model.Network.state_dict()["vision_model.embeddings.position_embedding.weight"];
        positions.bytes.SequenceEqual(PositionGrid.Resize(stored["visual.positional_embedding"], 3, 4).bytes).Should().BeTrue("35 px are 4 patches of 8 and a rest");
        TinyModel.Features(model.Network, 35).Should().OnlyContain(value => float.IsFinite(value));
    }

    [Fact]
    public void Load_ImageSizeOfTheConfigOfAResNet_MustBeThatOfTheWeights()
    {
        File.WriteAllText(_folder.File("open_clip_config.json"), """{"model_cfg": {"vision_cfg": {"image_size": 96, "layers": [1, 2, 1, 3]}, "text_cfg": {"heads": 2}}}""");

        Loading(OpenAiLayout.From(TinyModel.Weights(TinyModel.ResNet))).Should().Throw<InvalidDataException>().WithMessage("*vision_cfg.image_size is 96, but the ResNet in '*' reads 64 px*");
    }

    [Fact]
    public void Load_NormAndActivationOfTheConfig_AreInTheArchitecture()
    {
        File.WriteAllText(_folder.File("open_clip_config.json"), """
            {"model_cfg": {"vision_cfg": {"image_size": 24, "norm_kwargs": {"eps": 1e-6}}, "text_cfg": {"heads": 2, "norm_kwargs": {"eps": 1e-4}}}}
            """);

        using var model = Load(OpenAiLayout.From(_weights));

        (((ClipVisionConfig)model.Config.Vision).LayerNormEps, model.Config.Text.LayerNormEps).Should().Be((1e-6, 1e-4));
        model.Preprocessing.Should().Be(new ImagePreprocessing { ResizeEdge = 24, CropSize = 24 });
    }

    /// <summary>Of the same repository, but of the weights with Hugging Face's names.</summary>
    [Fact]
    public void Load_PreprocessingInBothFiles_TakesOpenClips()
    {
        WriteOpenClipConfig(quickGelu: false);
        File.WriteAllText(_folder.File("preprocessor_config.json"), """{"size": 24, "crop_size": 24, "image_mean": [0.1, 0.1, 0.1]}""");
        using (var withoutOpenClips = Load(OpenAiLayout.From(_weights)))
        {
            withoutOpenClips.Preprocessing.Mean.Should().Equal(0.1f, 0.1f, 0.1f);
        }
        var config = File.ReadAllText(_folder.File("open_clip_config.json"));
        File.WriteAllText(_folder.File("open_clip_config.json"), string.Concat(config.AsSpan(0, config.LastIndexOf('}')), ", \"preprocess_cfg\": {\"mean\": [0.2, 0.2, 0.2]}}"));

        using var model = Load(OpenAiLayout.From(_weights));

        model.Preprocessing.Mean.Should().Equal(0.2f, 0.2f, 0.2f);
    }

    [Fact]
    public void Load_OneTensorUnderTwoNames_NamesBoth()
    {
        var tensors = OpenAiLayout.From(_weights).WithScalars();
        tensors["text_projection.weight"] = zeros(24, 128);

        Loading(tensors).Should().Throw<InvalidDataException>().WithMessage("*has both * which are one tensor under two names*");
    }

    private void WriteOpenClipConfig(bool quickGelu)
        => File.WriteAllText(_folder.File("open_clip_config.json"), OpenClip.Replace("QUICK", quickGelu ? "true" : "false", StringComparison.Ordinal));

    private ClipModel Load(Dictionary<string, Tensor> tensors, bool? quickGelu = null)
    {
        var path = _folder.File("weights.safetensors");
        SafetensorsWriter.Write(path, tensors);
        return ClipModel.Load(TinyModel.WithoutTokenizer with { Path = path, QuickGelu = quickGelu });
    }

    private Action Loading(Dictionary<string, Tensor> tensors) => () => Load(tensors).Dispose();
}
