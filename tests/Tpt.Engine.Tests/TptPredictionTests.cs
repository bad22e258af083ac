using Tpt.Engine.Scoring;

namespace Tpt.Engine.Tests;

public sealed class TptPredictionTests
{
    private static readonly TptPrediction _prediction = new(new ImageScores([0.1f, 0.4f, 0.1f, 0.4f], [0.7f, 0.1f, 0.1f, 0.1f], [], []), ["a", "b", "c", "d"]);

    [Fact]
    public void PredictedLabel_EqualScores_IsTheFirstClass() => _prediction.PredictedLabel.Should().Be("b");

    [Theory]
    [InlineData(1, "b")]
    [InlineData(3, "b d a")]
    [InlineData(99, "b d a c")]
    public void Top_Count_IsTheMostProbableInOrder(int count, string expected)
        => string.Join(' ', _prediction.Top(count).Select(top => top.ClassName)).Should().Be(expected);

    [Fact]
    public void Top_One_HasIndexAndScore() => _prediction.Top(1).Should().Equal(new ClassScore(1, "b", 0.4f));

    [Fact]
    public void Top_None_IsAnError() => _prediction.Invoking(p => p.Top(0)).Should().Throw<ArgumentOutOfRangeException>();
}
