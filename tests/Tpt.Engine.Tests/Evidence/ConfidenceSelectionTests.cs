using TorchSharp;
using Tpt.Engine.Evidence;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Evidence;

public sealed class ConfidenceSelectionTests
{
    [Theory]
    [InlineData(64, 0.1, 6)]
    [InlineData(100, 0.29, 28)]
    [InlineData(100, 0.57, 56)]
    [InlineData(9, 0.1, 0)]
    public void Count_TruncatesInDouble(int views, double fraction, int expected) => ConfidenceSelection.Count(views, fraction).Should().Be(expected);

    [Fact]
    public void Select_TakesTheLowestEntropies_MostConfidentFirst()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new float[,] { { 1, 0 }, { 9, 0 }, { 0, 0 }, { 0, 5 } });

        ConfidenceSelection.Select(logits, 3).Should().Equal(1, 3, 0);
    }

    [Fact]
    public void Select_EqualEntropies_TakesTheEarlierView()
    {
        using var scope = NewDisposeScope();

        ConfidenceSelection.Select(zeros(5, 3), 2).Should().Equal(0, 1);
    }
}
