using Tpt.Engine.Scoring;

namespace Tpt.Engine.Tests.Scoring;

public sealed class SameLabelTests
{
    [Fact]
    public void Keep_OrderThatStayed_ChangesNothing() => SameLabel.Keep([0.3f, 0.5f, 0.2f], [0.1f, 0.8f, 0.1f]).Should().Equal(0.3f, 0.5f, 0.2f);

    [Fact]
    public void Keep_ScoresThatRoundToTheSame_LeavesThePredictedClassAheadByOneUnit()
        => SameLabel.Keep([0.4f, 0.4f, 0.2f], [0.44f, 0.46f, 0.1f]).Should().Equal(0.4f, MathF.BitIncrement(0.4f), 0.2f);

    [Fact]
    public void Keep_EqualScoresThatPart_LeavesTheFirstAhead()
        => SameLabel.Keep([0.4999999f, 0.5000001f], [0.5f, 0.5f]).Should().Equal(MathF.BitIncrement(0.5000001f), 0.5000001f);

    [Fact]
    public void Keep_EqualScores_ChangesNothing() => SameLabel.Keep([0.5f, 0.5f], [0.5f, 0.5f]).Should().Equal(0.5f, 0.5f);

    [Theory]
    [InlineData(float.NaN, 0.5f)]
    [InlineData(0.5f, float.NaN)]
    public void Keep_WhatIsNoNumber_ChangesNothing(float calibrated, float plain)
        => SameLabel.Keep([calibrated, 0.4f], [plain, 0.6f]).Should().Equal(calibrated, 0.4f);
}
