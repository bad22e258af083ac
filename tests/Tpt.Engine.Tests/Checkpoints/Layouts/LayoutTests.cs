namespace Tpt.Engine.Tests.Checkpoints.Layouts;

/// <summary>The same weights, written in every layout that is read, are the same model: bit for bit, since storage loses nothing of them.</summary>
public sealed class LayoutTests : IDisposable
{
    private static readonly Dictionary<string, CheckpointLayout> _layouts = new[] { HuggingFaceLayouts.All, TorchLayouts.All, OpenAiLayouts.All, OpenClipLayouts.All, TokenizerLayouts.All }
        .SelectMany(layouts => layouts).ToDictionary(StringComparer.Ordinal);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, bool> Layouts()
    {
        var data = new TheoryData<string, bool>();
        foreach (var (name, layout) in _layouts)
        {
            data.Add(name, true);
            if (layout.SaysGelu)
            {
                data.Add(name, false);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Load_SameWeightsInAnyLayout_IsTheSameModel(string layout, bool quickGelu)
    {
        using var model = new SampleModel(quickGelu);
        var expected = ModelReading.Of(HuggingFaceLayouts.Plain(model, _folder.File("control")));
        var folder = Directory.CreateDirectory(_folder.File("model")).FullName;

        var actual = ModelReading.Of(_layouts[layout].Write(model, folder));

        actual.Config.Should().Be(expected.Config);
        actual.Preprocessing.Should().Be(expected.Preprocessing);
        actual.TokenIds.Should().Equal(expected.TokenIds);
        actual.Pixels.Should().Equal(expected.Pixels);
        actual.Features.Should().Equal(expected.Features);
        actual.Logits.Should().Equal(expected.Logits);
    }

    public static TheoryData<string> ResNetLayouts() => [.. OpenAiLayouts.All.Keys, .. OpenClipLayouts.All.Keys];

    /// <summary>Hugging Face has no layout for these.</summary>
    [Theory]
    [MemberData(nameof(ResNetLayouts))]
    public void Load_ResNetInAnyLayout_IsTheSameModel(string layout)
    {
        using var model = new SampleModel(quickGelu: true, resNet: true);
        using var expected = TinyModel.Network(model.Config, model.Weights);

        using var actual = ClipModel.Load(_layouts[layout].Write(model, _folder.Path) with { GpuDeviceId = -1 });

        actual.Config.Text.Should().Be(model.Config.Text with { EndOfTextId = actual.Config.Text.EndOfTextId });
        actual.Config.Vision.Should().BeEquivalentTo(model.Config.Vision, options => options.RespectingRuntimeTypes());
        TinyModel.Features(actual.Network, model.Config.Vision.ImageSize).Should().Equal(TinyModel.Features(expected, model.Config.Vision.ImageSize));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_Control_IsTheModelThatWasWritten(bool quickGelu)
    {
        using var sample = new SampleModel(quickGelu);
        using var expected = TinyModel.Network(sample.Config, sample.Weights);

        using var model = ClipModel.Load(HuggingFaceLayouts.Plain(sample, _folder.Path) with { GpuDeviceId = -1 });

        TinyModel.Features(model.Network, sample.Config.Vision.ImageSize).Should().Equal(TinyModel.Features(expected, sample.Config.Vision.ImageSize));
        model.Network.LogitScale.item<float>().Should().Be(sample.Weights["logit_scale"].item<float>());
    }

    /// <summary>What the comparison above rests on: the two activations, and any other weight, show.</summary>
    [Fact]
    public void Reading_AnotherActivationOrOneWeight_Differs()
    {
        using var quick = new SampleModel(quickGelu: true);
        using var gelu = new SampleModel(quickGelu: false);
        var reading = ModelReading.Of(HuggingFaceLayouts.Plain(quick, _folder.File("quick")));

        ModelReading.Of(HuggingFaceLayouts.Plain(gelu, _folder.File("gelu"))).IsSameAs(reading).Should().BeFalse();
        foreach (var weight in new[] { "text_model.encoder.layers.1.mlp.fc2.bias", "vision_model.pre_layrnorm.bias", "logit_scale" })
        {
            using var changed = new SampleModel(quickGelu: true);
            changed.Weights[weight].view(-1)[0] += 0.25;
            ModelReading.Of(HuggingFaceLayouts.Plain(changed, _folder.File(weight))).IsSameAs(reading).Should().BeFalse(weight);
        }
    }
}
