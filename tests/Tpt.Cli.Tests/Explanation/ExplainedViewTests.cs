using Tpt.Cli.Explanation;

namespace Tpt.Cli.Tests.Explanation;

public sealed class ExplainedViewTests
{
    [Fact]
    public void Of_Scores_HaveTheFirstHighestClassAndTheirEntropy()
    {
        var view = ExplainedView.Of(3, isChosen: true, [0, 0.5f, 0.5f]);

        view.Should().Be(new ExplainedView(3, true, Math.Log(2), 1, 0.5f));
    }

    [Fact]
    public void EntropyOf_OneCertainClass_IsZero() => ExplainedView.EntropyOf([0, 1, 0]).Should().Be(0);

    [Fact]
    public void EntropyOf_NotANumber_IsNotANumber() => ExplainedView.EntropyOf([float.NaN, 0.5f]).Should().Be(double.NaN);
}
