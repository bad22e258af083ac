using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

public sealed class ClipTextNormalizerTests
{
    [Theory]
    [InlineData("\u201Ccurly\u201D \u2018quotes\u2019", "\"curly\" 'quotes'")]
    [InlineData("\uFF26\uFF35\uFF2C\uFF2C\u3000width", "full width")]
    [InlineData("\uFF76\uFF9E", "\u30AC")]
    [InlineData("\uFB01ne", "fine")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("\0nul", "nul")]
    [InlineData("\u001B[36mansi\u001B[0m", "ansi")]
    [InlineData("a\uFEFFb", "ab")]
    [InlineData("\u0093quoted\u0094", "\"quoted\"")]
    public void Normalize_WhatFtfyRepairs_IsRepaired(string text, string expected) => ClipTextNormalizer.Normalize(text).Should().Be(expected);

    [Fact]
    public void Normalize_LoneSurrogate_IsTheReplacementCharacter()
        => ClipTextNormalizer.Normalize("a" + (char)0xD800 + "b").Should().Be("a" + (char)0xFFFD + "b");

    [Fact]
    public void Normalize_TextDecodedWithTheWrongEncoding_IsLeft()
        => ClipTextNormalizer.Normalize("sch\u00C3\u00B6n").Should().Be("sch\u00E3\u00B6n", "guessing is ftfy's alone; only the letters become lower case");

    [Theory]
    [InlineData("&lt;b&gt;", "<b>")]
    [InlineData("&amp;lt;", "<")]
    [InlineData("&#39;&#x41;", "'a")]
    [InlineData("&#128;", "\u20AC")]
    [InlineData("&#xD800;", "\uFFFD")]
    [InlineData("caf&eacute", "caf\u00E9")]
    [InlineData("&copy2024", "\u00A92024")]
    [InlineData("&AMP;", "&")]
    [InlineData("&ldquo;x&rdquo;", "\"x\"")]
    [InlineData("fish &chips & R&D", "fish &chips & r&d")]
    public void Normalize_HtmlEntities_AreThoseOfPython(string text, string expected) => ClipTextNormalizer.Normalize(text).Should().Be(expected);

    [Theory]
    [InlineData("\u0130stanbul", "i\u0307stanbul")]
    [InlineData("\u03A3\u038A\u03A3\u03A5\u03A6\u039F\u03A3", "\u03C3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2")]
    [InlineData("\u0391\u03A3. \u03A3", "\u03B1\u03C2. \u03C3")]
    [InlineData("\u0391\u03A3\u00BA", "\u03B1\u03C3\u00BA")]
    [InlineData("\U00010400", "\U00010428")]
    public void Normalize_UpperCase_BecomesPythonsLowerCase(string text, string expected) => ClipTextNormalizer.Normalize(text).Should().Be(expected);

    [Fact]
    public void Normalize_WhiteSpace_CollapsesAndStrips() => ClipTextNormalizer.Normalize(" \ta\u00A0\r\n b\u2003").Should().Be("a b");
}
