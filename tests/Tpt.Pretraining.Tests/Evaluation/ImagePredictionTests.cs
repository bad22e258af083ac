using Tpt.Pretraining.Evaluation;

namespace Tpt.Pretraining.Tests.Evaluation;

public sealed class ImagePredictionTests
{
    private static readonly EvaluationSet _set = new("set", ["a", "b", "c"], []);

    [Fact]
    public void Of_RankAndConfidence_AreThoseOfTheScores()
    {
        var prediction = ImagePrediction.Of(_set, new EvaluationImage("folder/a/1.png", "a"), "method", 3, [0.3f, 0.5f, 0.2f]);

        prediction.Should().Be(new ImagePrediction("set", 3, "a/1.png", "a", "method", 3, "b", 2, 0.5f));
        prediction.IsRight.Should().BeFalse();
        prediction.IsInTop5.Should().BeTrue();
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("b", 2)]
    [InlineData("c", 3)]
    public void Of_EqualScores_TheFirstCountsAsHigher(string label, int rank)
    {
        var prediction = ImagePrediction.Of(_set, new EvaluationImage($"folder/{label}/1.png", label), "method", null, [0.2f, 0.2f, 0.2f]);

        (prediction.LabelRank, prediction.Predicted).Should().Be((rank, "a"));
    }
}
