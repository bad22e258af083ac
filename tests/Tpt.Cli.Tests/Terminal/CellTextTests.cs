using Tpt.Cli.Terminal;

namespace Tpt.Cli.Tests.Terminal;

public sealed class CellTextTests
{
    [Theory]
    [InlineData("short", 8, "short   ")]
    [InlineData("photos/cat.jpg", 8, "…cat.jpg")]
    [InlineData("照片/貓.jpg", 8, "…/貓.jpg")]
    [InlineData("a\u001b[2Jb", 8, "a?[2Jb  ")]
    [InlineData("a\u202Eb", 4, "a?b ")]
    public void FillPath_ToAWidth_ShowsTheEnd(string text, int width, string expected) => CellText.FillPath(text, width).Should().Be(expected);

    [Theory]
    [InlineData("Egyptian cat", 6, "Egypt…")]
    [InlineData("貓貓貓", 4, "貓…")]
    public void CutEnd_ToAWidth_ShowsTheStart(string text, int width, string expected) => CellText.CutEnd(text, width).Should().Be(expected);

    [Fact]
    public void CutMiddle_ToAWidth_ShowsBothEnds() => CellText.CutMiddle("abcdefghij", 5).Should().Be("ab…ij");
}
