using Tpt.Engine.Adaptation;
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
        var prediction = new TptPrediction([float.NaN, 0.2f, 0.1f], [0.1f, 0.2f, 0.7f], [1, 2], [0]);

        prediction.IsFallback.Should().BeTrue();
        prediction.Scores.ToArray().Should().Equal(0.1f, 0.2f, 0.7f);
        prediction.PredictedIndex.Should().Be(2);
        prediction.Entropy.Should().Be(prediction.ZeroShotEntropy);
    }

    [Fact]
    public void Prediction_NoScoresAreNumbers_PredictsNoClass()
    {
        var prediction = new TptPrediction([float.NaN, float.NaN], [float.NaN, float.NaN], [], [0]);

        prediction.PredictedIndex.Should().Be(-1);
        prediction.Entropy.Should().Be(float.NaN);
    }

    /// <summary>The prompts were encoded before the text tower was spoilt, so zero-shot scores are numbers and tuned ones are not.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.05)]
    public void Predict_TunedLogitsAreNotNumbers_GivesZeroShotScores(double exactMargin)
    {
        using var model = ClipModel.LoadBuiltIn(new ClipLoadOptions { KeepFloat32 = true });
        using var classifier = new TptClassifier(model, _names, new TptClassifierOptions { Views = 8, SelectionFraction = 0.5, ClassChunkSize = 1, ExactMargin = exactMargin });
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
    [InlineData(TptMethod.PromptTuning)]
    [InlineData(TptMethod.ConfidentViewAveraging)]
    public void Predict_NoLogitIsANumber_PredictsNoClass(TptMethod method)
    {
        using var model = ClipModel.LoadBuiltIn();
        using var classifier = new TptClassifier(model, _names, new TptClassifierOptions { Views = 8, SelectionFraction = 0.5, Method = method });
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
