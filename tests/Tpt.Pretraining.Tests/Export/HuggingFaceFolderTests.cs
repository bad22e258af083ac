using TorchSharp;
using Tpt.Engine;
using Tpt.Engine.Configuration;
using Tpt.Engine.Imaging;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tokenization;
using Tpt.Pretraining.Export;
using Tpt.Pretraining.Texts;
using static TorchSharp.torch;

namespace Tpt.Pretraining.Tests.Export;

public sealed class HuggingFaceFolderTests : IDisposable
{
    private static readonly BpeVocabulary _vocabulary = BpeLearner.Learn(WordCounts.Of(SmallConcepts.All, SmallConcepts.Entries));

    private static readonly ClipConfig _config = TinyModel.VisionTransformer with
    {
        Text = TinyModel.VisionTransformer.Text with { VocabSize = _vocabulary.Tokens.Count, LayerNormEps = 1e-4 },
        PromptTemplate = CaptionTemplates.Evaluation,
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_NetworkInHalfPrecision_LoadsWithTheSameFeaturesAndConfiguration(bool quickGelu)
    {
        var activation = quickGelu ? ClipActivation.QuickGelu : ClipActivation.Gelu;
        var config = _config with { Text = _config.Text with { HiddenAct = activation }, Vision = (ClipVisionConfig)_config.Vision with { HiddenAct = activation } };
        // Weights that 16 bits hold exactly, so that the features must be the same bit for bit.
        using var network = TinyModel.Network(config, TinyModel.Weights(config).To(ScalarType.Float16));
        HuggingFaceFolder.Write(_folder.Path, network, config, _vocabulary);

        using var model = ClipModel.Load(new ModelOptions { Path = _folder.Path, GpuDeviceId = -1 });

        TinyModel.Features(model.Network, model.ImageSize).Should().Equal(TinyModel.Features(network, config.Vision.ImageSize));
        model.Network.LogitScale.item<float>().Should().BeApproximately(network.LogitScale.item<float>(), 2e-3f, "16 bits hold 4.6 to 1/512");
        model.Config.Should().Be(config with { Text = config.Text with { EndOfTextId = config.Text.VocabSize - 1 } });
        model.RecommendedPromptTemplate.Should().Be("a picture of a {0}.");
        model.Preprocessing.Should().Be(new ImagePreprocessing { ResizeEdge = config.Vision.ImageSize, CropSize = config.Vision.ImageSize });
        model.Tokenizer.Encode("a hare").Should().Equal(PlainBpe.Encode(_vocabulary, "a hare"));
        Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo(
            "config.json", "preprocessor_config.json", "model.safetensors", "vocab.json", "merges.txt", "tokenizer_config.json", "special_tokens_map.json");
    }

    [Fact]
    public void HuggingFaceConfig_OfTheBuiltInModel_IsThatOfItsFolder()
    {
        var builtIn = Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel");
        var config = ClipConfigReader.Read(Path.Combine(builtIn, "config.json"));

        ReplacedFile.WriteJson(_folder.File("config.json"), HuggingFaceConfig.Model(config, config.Text.VocabSize - 2, config.Text.VocabSize - 1));
        ReplacedFile.WriteJson(_folder.File("preprocessor_config.json"), HuggingFaceConfig.Preprocessor(config.Vision.ImageSize));

        Json.Read(_folder.File("config.json")).Should().Equal(Json.Read(Path.Combine(builtIn, "config.json")));
        Json.Read(_folder.File("preprocessor_config.json")).Keys.Should().Equal(Json.Read(Path.Combine(builtIn, "preprocessor_config.json")).Keys);
    }

    [Fact]
    public void Write_VocabularyOfAnotherSize_SaysBothAndWritesNothing()
    {
        var config = TinyModel.VisionTransformer;
        using var network = ClipNetwork.WithRandomWeights(config);

        FluentActions.Invoking(() => HuggingFaceFolder.Write(_folder.Path, network, config, _vocabulary))
            .Should().Throw<ArgumentException>().WithMessage($"*{_vocabulary.Tokens.Count} tokens*40*").WithParameterName("vocabulary");
        Directory.GetFiles(_folder.Path).Should().BeEmpty();
    }
}
