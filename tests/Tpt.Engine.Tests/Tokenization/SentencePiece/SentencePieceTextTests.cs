using Tpt.Engine.Tokenization.SentencePiece;

namespace Tpt.Engine.Tests.Tokenization.SentencePiece;

public sealed class SentencePieceTextTests
{
    [Theory]
    [InlineData("a cat", true, "▁a▁cat")]
    [InlineData("  a   cat ", true, "▁a▁cat")]
    [InlineData("a\tcat", true, "▁a▁cat")]      // the map writes a tab as a blank
    [InlineData("\t", true, "")]
    [InlineData("", true, "")]
    [InlineData("cat", false, "cat")]
    [InlineData(" cat ", false, "▁cat")]
    [InlineData("\tcat", false, "▁cat")]
    public void Normalize_Text_HasASignForEachBlank(string text, bool isBeginning, string expected)
        => SentencePieceText.Normalize(text, CharacterMap.Read(SentencePieceBuilder.Characters(("\t", " ")), "x"), isBeginning).Should().Be(expected);
}
