using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Tpt.Engine.Tests.Prompts;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("a photo of a {0}.", "a photo of a {0}.")]
    [InlineData("\U0001F34C", "\U0001F34C")]
    [InlineData("a\0b\r\nc\u2028", "a\\u0000b\\u000D\\u000Ac\\u2028")]
    public void Of_ShortText_IsTheTextInOneLine(string text, string expected) => Excerpt.Of(text).Should().Be(expected);

    [Fact]
    public void Of_LoneSurrogate_IsItsCode() => Excerpt.Of("a" + (char)0xD83C).Should().Be("a\\uD83C");

    [Fact]
    public void Of_LongText_IsItsFirstHundredCharacters() => Excerpt.Of(new string('x', 1_000_000)).Should().Be(new string('x', 100) + "\u2026");

    [Fact]
    public void Of_PairAcrossTheCut_IsKeptWhole() => Excerpt.Of(new string('x', 99) + "\U0001F34Cyyy").Should().Be(new string('x', 99) + "\U0001F34C\u2026");
}
