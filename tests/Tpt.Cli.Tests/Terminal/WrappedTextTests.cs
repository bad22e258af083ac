using Tpt.Cli.Terminal;

namespace Tpt.Cli.Tests.Terminal;

public sealed class WrappedTextTests
{
    [Fact]
    public void Lines_LongListWithAName_GoesOnBelowItsFirstWord()
    {
        var text = "compared: " + string.Join("; ", Enumerable.Repeat("PromptTuning; Steps=2", 12));

        var lines = WrappedText.Lines(text).ToArray();

        lines.Should().HaveCountGreaterThan(2).And.OnlyContain(line => line.Length <= 80);
        lines.Skip(1).Should().OnlyContain(line => line.StartsWith("          P", StringComparison.Ordinal) || line.StartsWith("          S", StringComparison.Ordinal));
        string.Join(' ', lines.Select(line => line.Trim())).Should().Be(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("set: flowers, 12 pictures")]
    [InlineData("word")]
    public void Lines_ShortText_StaysAsItIs(string text) => WrappedText.Lines(text).Should().Equal(text);

    [Fact]
    public void Lines_WordThatIsLongerThanALine_StaysWhole()
        => WrappedText.Lines($"model: {new string('x', 100)} on cpu").Should().Equal("model:", $"       {new string('x', 100)}", "       on cpu");
}
