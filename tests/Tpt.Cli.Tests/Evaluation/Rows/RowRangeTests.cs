using Tpt.Cli.Evaluation.Rows;

namespace Tpt.Cli.Tests.Evaluation.Rows;

public sealed class RowRangeTests
{
    [Theory]
    [InlineData(null, 0, 50)]
    [InlineData("0..10", 0, 10)]
    [InlineData("..10", 0, 10)]
    [InlineData("40..", 40, 50)]
    [InlineData("40..1000", 40, 50)]
    [InlineData("..", 0, 50)]
    public void Parse_TwoNumbers_AreTheFirstRowAndTheOneBehindTheLast(string? text, int from, int to)
        => RowRange.Parse(text, 50).Should().Be(new RowRange(from, to));

    [Theory]
    [InlineData("10")]
    [InlineData("-1..10")]
    [InlineData("a..b")]
    [InlineData("1..2..3")]
    [InlineData("10..10")]
    [InlineData("20..10")]
    [InlineData("50..60")]
    [InlineData("0..99999999999")]
    public void Parse_NoRangeOfTheSet_IsAnErrorThatShowsIt(string text)
        => FluentActions.Invoking(() => RowRange.Parse(text, 50)).Should().Throw<ArgumentException>().WithMessage($"--rows is '{text}'*");
}
