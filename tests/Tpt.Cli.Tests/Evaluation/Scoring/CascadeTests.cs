using Tpt.Cli.Evaluation.Scoring;

namespace Tpt.Cli.Tests.Evaluation.Scoring;

public sealed class CascadeTests
{
    [Theory]
    [InlineData(new[] { 0.5f, 0.25f, 0.25f }, 0.25, true)]
    [InlineData(new[] { 0.25f, 0.5f, 0.25f }, 0.2500001, false)]
    [InlineData(new[] { 0.5f, 0.5f }, 0.01, false)]
    [InlineData(new[] { 1f }, 1, true)]
    [InlineData(new[] { float.NaN, 0.5f }, 0.1, false)]
    public void IsClear_Lead_IsComparedWithTheMargin(float[] scores, double margin, bool expected) => Cascade.IsClear(scores, margin).Should().Be(expected);
}
