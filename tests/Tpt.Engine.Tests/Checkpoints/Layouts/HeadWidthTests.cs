using System.Globalization;
using TorchSharp;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>
/// Shapes do not show how many heads a tower has. OpenCLIP's plain towers have 64 numbers to a head but for four widths; weights alone of any of
/// these must be read with the right heads or refused.
/// </summary>
public sealed class HeadWidthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(768, 12)]
    [InlineData(1024, 16)]
    [InlineData(1280, 16)]
    [InlineData(1408, 16)]
    [InlineData(1664, 16)]
    [InlineData(1792, 16)]
    public void Load_WeightsAlone_HaveTheHeadsOfOpenClipOrAreRefused(int width, int heads)
    {
        var options = WeightsAlone(width);
        try
        {
            using var model = ClipModel.Load(options);

            ((ClipVisionConfig)model.Config.Vision).NumAttentionHeads.Should().Be(heads);
        }
        catch (InvalidDataException e)
        {
            e.Message.Should().Contain("head");
        }
    }

    [Theory]
    [InlineData(1280, 80)]
    [InlineData(1280, 64)]
    [InlineData(1664, 104)]
    public void Load_HeadWidthOfOpenClipConfig_GoesBeforeAnyTable(int width, int headWidth)
    {
        var options = WeightsAlone(width);
        var mlpRatio = (16.0 / width).ToString(CultureInfo.InvariantCulture);
        File.WriteAllText(_folder.File(OpenClipLayouts.ConfigFile), $$"""
            {
              "model_cfg": {
                "embed_dim": 8,
                "vision_cfg": { "image_size": 8, "layers": 1, "width": {{width}}, "patch_size": 4, "head_width": {{headWidth}}, "mlp_ratio": {{mlpRatio}} },
                "text_cfg": { "context_length": 16, "vocab_size": {{SampleTokenizer.Size}}, "width": 64, "heads": 1, "layers": 1, "mlp_ratio": 0.25 }
              },
              "preprocess_cfg": { "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5] }
            }
            """);

        using var model = ClipModel.Load(options with { QuickGelu = null });

        ((ClipVisionConfig)model.Config.Vision).NumAttentionHeads.Should().Be(width / headWidth);
    }

    /// <summary>One narrow layer each of 16-bit floats, with a preprocessing beside them: the heads alone are open.</summary>
    private ModelOptions WeightsAlone(int width)
    {
        var config = new ClipConfig
        {
            ProjectionDim = 8,
            Text = new ClipTextConfig { VocabSize = SampleTokenizer.Size, HiddenSize = 64, IntermediateSize = 16, NumHiddenLayers = 1, NumAttentionHeads = 1, MaxPositionEmbeddings = 16 },
            Vision = new ClipVisionConfig { HiddenSize = width, IntermediateSize = 16, NumHiddenLayers = 1, NumAttentionHeads = 1, ImageSize = 8, PatchSize = 4 },
        };
        SampleTokenizer.WriteVocabularyAndMerges(_folder.Path);
        SafetensorsWriter.Write(_folder.File(OpenClipLayouts.WeightsFile), OpenAiLayout.From(TinyModel.Weights(config)).To(ScalarType.Float16));
        File.WriteAllText(_folder.File("preprocessor_config.json"), """{"size": 8, "crop_size": 8}""");
        return new ModelOptions { Path = _folder.Path, QuickGelu = false, GpuDeviceId = -1 };
    }
}
