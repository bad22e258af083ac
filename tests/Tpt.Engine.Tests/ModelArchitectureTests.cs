using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Modules;
using Tpt.Engine.Tests.Checkpoints;
using Tpt.Engine.Tests.Siglip;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests;

[Collection(BuiltInModelCollection.Name)]
public sealed class ModelArchitectureTests(BuiltInModelFixture builtIn) : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TorchSharp.DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    /// <summary>The parameters that OpenAI's models have, by clip.load(name) and a sum over model.parameters().</summary>
    [Theory]
    [InlineData("ViT-B/32", 151_277_313)]
    [InlineData("ViT-B/16", 149_620_737)]
    [InlineData("ViT-L/14", 427_616_513)]
    [InlineData("RN50", 102_007_137)]
    public void Of_PublishedModel_HasItsNumberOfParameters(string name, long published)
    {
        var config = name switch
        {
            "ViT-B/16" => new ClipConfig { Vision = new ClipVisionConfig { PatchSize = 16 } },
            "ViT-L/14" => new ClipConfig
            {
                ProjectionDim = 768,
                Text = new ClipTextConfig { HiddenSize = 768, IntermediateSize = 3072, NumAttentionHeads = 12 },
                Vision = new ClipVisionConfig { HiddenSize = 1024, IntermediateSize = 4096, NumHiddenLayers = 24, NumAttentionHeads = 16, PatchSize = 14 },
            },
            "RN50" => new ClipConfig { ProjectionDim = 1024, Vision = new ModifiedResNetConfig() },
            _ => new ClipConfig(),
        };
        using var network = ClipNetwork.Empty(config, META);

        ModelArchitecture.Of(config, network).ParameterCount.Should().Be(published);
    }

    [Fact]
    public void Architecture_BuiltInModel_IsThatOfItsFiles()
    {
        var architecture = builtIn.Model.Architecture;

        (architecture.Family, architecture.Layout, architecture.PatchSize, architecture.VocabularySize).Should().Be(("CLIP", "Hugging Face", 8, 4098));
        architecture.StoredTypes.Should().Equal(ScalarType.Float16);
        (architecture.Image.Kind, architecture.Image.Width, architecture.Image.Layers, architecture.Image.Heads, architecture.Image.Activation)
            .Should().Be(("vision transformer", 192, 6, 6, "QuickGELU"));
        (architecture.Text.Kind, architecture.Text.Width, architecture.Text.Layers, architecture.Text.Heads, architecture.Text.Activation)
            .Should().Be(("text transformer", 160, 4, 5, "QuickGELU"));
    }

    [Fact]
    public void Architecture_ResNetWithOpenAisNames_SaysSo()
    {
        var stored = OpenAiLayout.From(TinyModel.Weights(TinyModel.ResNet)).WithScalars();
        SafetensorsWriter.Write(_folder.File("RN.safetensors"), stored);

        using var model = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.File("RN.safetensors") });

        var architecture = model.Architecture;
        (architecture.Family, architecture.Layout, architecture.PatchSize).Should().Be(("CLIP", "OpenAI", null));
        (architecture.Image.Kind, architecture.Image.Width, architecture.Image.Layers, architecture.Image.Heads, architecture.Image.Activation)
            .Should().Be(("ResNet", 8, 7, 4, "ReLU"));
    }

    [Fact]
    public void Architecture_Precision16_CountsTheTowerThatComputesAlone()
    {
        using var exact = ClipNetwork.Empty(TinyModel.VisionTransformer, META);
        using var half = ClipNetwork.Empty(TinyModel.VisionTransformer, META, ScalarType.BFloat16, keepFloat32: true);

        ModelArchitecture.Of(TinyModel.VisionTransformer, half).Should().Be(ModelArchitecture.Of(TinyModel.VisionTransformer, exact));
    }

    [Fact]
    public void Of_Siglip_NamesItsFamilyAndActivation()
    {
        using var network = ClipNetwork.Empty(TinySiglip.Config, META);

        var architecture = ModelArchitecture.Of(TinySiglip.Config, network);

        (architecture.Family, architecture.Image.Activation).Should().Be(("SigLIP", "GELU (tanh)"));
    }

    [Fact]
    public void TypesOf_HalfTheWeightsInAnotherDType_GivesTheOneWithMoreNumbersFirst()
    {
        var weights = TinyModel.Weights(TinyModel.VisionTransformer).To(ScalarType.Float16);
        SafetensorsWriter.Write(_folder.File("model.safetensors"), weights);
        TinyModel.WriteConfiguration(_folder.Path, TinyModel.VisionTransformer);

        using var model = ClipModel.Load(TinyModel.WithoutTokenizer with { Path = _folder.Path });

        // logit_scale stays in 32 bits.
        model.Architecture.StoredTypes.Should().Equal(ScalarType.Float16, ScalarType.Float32);
    }
}
