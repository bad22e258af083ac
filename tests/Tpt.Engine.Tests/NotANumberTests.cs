using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Scoring;
using Tpt.Engine.Tests.Methods;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests;

[Collection(BuiltInModelCollection.Name)]
public sealed class NotANumberTests
{
    private static readonly string[] _names = ["banana", "carrot", "lemon"];

    [Fact]
    public void Select_EntropyOfAViewIsNotANumber_TakesItLast()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { float.NaN, 0, 0 }, { 0, 0, 1 }, { 9, 0, 0 }, { float.PositiveInfinity, 0, 0 } });

        ConfidenceSelection.Select(logits, 4).Should().Equal(2, 1, 0, 3);
    }

    [Fact]
    public void Prediction_AdaptedScoresAreNotNumbers_FallsBackToZeroShot()
    {
        var prediction = new TptPrediction(new ImageScores([float.NaN, 0.2f, 0.1f], [0.1f, 0.2f, 0.7f], [1, 2], [0]), _names);

        prediction.IsFallback.Should().BeTrue();
        prediction.Scores.ToArray().Should().Equal(0.1f, 0.2f, 0.7f);
        prediction.PredictedIndex.Should().Be(2);
        prediction.PredictedLabel.Should().Be("lemon");
        prediction.Entropy.Should().Be(prediction.ZeroShotEntropy);
    }

    [Fact]
    public void Prediction_NoScoresAreNumbers_PredictsNoClass()
    {
        var prediction = new TptPrediction(new ImageScores([float.NaN, float.NaN], [float.NaN, float.NaN], [], [0]), _names);

        prediction.PredictedIndex.Should().Be(-1);
        prediction.PredictedLabel.Should().BeNull();
        prediction.Top(2).Should().BeEmpty();
        prediction.Entropy.Should().Be(float.NaN);
    }

    /// <summary>The prompts were encoded before the text tower was spoilt, so zero-shot scores are numbers and tuned ones are not.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    public void Predict_TunedLogitsAreNotNumbers_GivesZeroShotScores(double exactMargin)
    {
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1, ClassChunkSize = 1 });
        using var classifier = new TptClassifier(model, _names, new TptClassifierOptions { Views = { Count = 8 }, Method = new PromptTuningOptions { SelectionFraction = 0.5 }, Approximations = { ExactMargin = exactMargin } });
        var image = SyntheticImages.Create(1);
        var sound = classifier.Predict(image);
        Spoil(model.Network.Text);

        var prediction = classifier.Predict(image);

        sound.IsFallback.Should().BeFalse();
        prediction.IsFallback.Should().BeTrue();
        prediction.Scores.ToArray().Should().Equal(sound.ZeroShotScores.ToArray());
        prediction.PredictedIndex.Should().BeInRange(0, 2);
    }

    [Theory]
    [MemberData(nameof(EveryMethod.Data), MemberType = typeof(EveryMethod))]
    public void Predict_NoLogitIsANumber_PredictsNoClass(MethodOptions method)
    {
        using var model = ClipModel.Load(new ModelOptions { GpuDeviceId = -1 });
        using var classifier = new TptClassifier(model, _names, new TptClassifierOptions { Views = { Count = 16 }, Method = method });
        Spoil(model.Network.Images);

        var prediction = classifier.Predict(SyntheticImages.Create(1));

        prediction.PredictedIndex.Should().Be(-1);
        prediction.Scores.ToArray().Should().OnlyContain(score => float.IsNaN(score));
    }

    private static void Spoil(nn.Module tower)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        tower.parameters().Last().mul_(float.NaN);
    }
}
