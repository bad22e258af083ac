using Tpt.Pretraining.Evaluation.Scoring;
using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Tests.Evaluation.Scoring;

public sealed class ImagePredictionTests
{
    private static readonly LabelledSet _set = new("set", [new SetClass("a"), new SetClass("b", "another name"), new SetClass("c")], []);

    [Fact]
    public void Of_RankAndConfidence_AreThoseOfTheScores()
    {
        var prediction = ImagePrediction.Of(_set, new LabelledImage("folder/a/1.png", "a"), "method", 3, [0.3f, 0.5f, 0.2f]);

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
        var prediction = ImagePrediction.Of(_set, new LabelledImage($"folder/{label}/1.png", label), "method", null, [0.2f, 0.2f, 0.2f]);

        (prediction.LabelRank, prediction.Predicted).Should().Be((rank, "a"));
    }

    [Fact]
    public void Of_ScoresThatAreNotNumbers_Throws() => FluentActions
        .Invoking(() => ImagePrediction.Of(_set, new LabelledImage("folder/a/1.png", "a"), "method", null, [float.NaN, float.NaN, float.NaN]))
        .Should().Throw<InvalidDataException>().WithMessage("*folder/a/1.png*not numbers*");
}
