using Tpt.Engine.Methods.PromptTuning;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests;

/// <summary>The modes of libtorch are the caller's: they change nothing here, and are as they were afterwards.</summary>
[Collection(BuiltInModelCollection.Name)]
public sealed class GradModeTests(BuiltInModelFixture fixture)
{
    private static readonly string[] _names = ["banana", "carrot", "lemon"];

    public static TheoryData<string> Modes => ["no_grad", "set_grad_enabled(false)", "inference_mode"];

    [Theory]
    [InlineData("no_grad", false)]
    [InlineData("no_grad", true)]
    [InlineData("set_grad_enabled(false)", false)]
    [InlineData("set_grad_enabled(false)", true)]
    [InlineData("inference_mode", false)]
    [InlineData("inference_mode", true)]
    public void Predict_UnderTheCallersMode_GivesTheSameBits(string mode, bool chunked)
    {
        using var model = LoadModel(chunked);
        using var classifier = new TptClassifier(model, _names, Options());
        var image = SyntheticImages.Create(1);
        var expected = classifier.Predict(image).Scores.ToArray();

        using var outer = Enter(mode);
        var (grad, inference) = (is_grad_enabled(), is_inference_mode_enabled());
        var scores = classifier.Predict(image).Scores.ToArray();

        scores.Should().Equal(expected);
        (is_grad_enabled(), is_inference_mode_enabled()).Should().Be((grad, inference));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Constructor_UnderTheCallersMode_GivesAClassifierForAnyMode(string mode)
    {
        var image = SyntheticImages.Create(2);
        using var model = LoadModel(chunked: true);
        using var expected = new TptClassifier(model, _names, Options());

        using var made = Under(mode, () => new TptClassifier(model, _names, Options()));

        made.Predict(image).Scores.ToArray().Should().Equal(expected.Predict(image).Scores.ToArray());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Load_UnderTheCallersMode_GivesAModelForAnyMode(string mode)
    {
        var image = SyntheticImages.Create(3);
        using var expected = new TptClassifier(fixture.Model, _names);

        using var model = Under(mode, () => ClipModel.Load(new ModelOptions { GpuDeviceId = -1 }));
        using var classifier = new TptClassifier(model, _names);

        classifier.Predict(image).Scores.ToArray().Should().Equal(expected.Predict(image).Scores.ToArray());
    }

    private static ClipModel LoadModel(bool chunked) => ClipModel.Load(new ModelOptions { GpuDeviceId = -1, ClassChunkSize = chunked ? 1 : null });

    private static TptClassifierOptions Options() => new() { Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 0.5, Steps = 2 } };

    private static T Under<T>(string mode, Func<T> make)
    {
        using var outer = Enter(mode);
        return make();
    }

    private static IDisposable Enter(string mode) => mode switch
    {
        "no_grad" => no_grad(),
        "set_grad_enabled(false)" => set_grad_enabled(false),
        _ => inference_mode(),
    };
}
