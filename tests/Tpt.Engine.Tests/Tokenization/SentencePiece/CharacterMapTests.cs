using Tpt.Engine.Tokenization.SentencePiece;

namespace Tpt.Engine.Tests.Tokenization.SentencePiece;

public sealed class CharacterMapTests
{
    private static readonly byte[] _map = SentencePieceBuilder.Characters(("ﬁ", "fi"), ("\t", " "), ("\u0001", ""), ("e\u0301", "é"), ("e\u0301\u0302", "Ế"), ("\U0001F355", "pizza"));

    [Theory]
    [InlineData("ﬁt", "fit")]
    [InlineData("a\tb", "a b")]
    [InlineData("a\u0001b", "ab")]
    [InlineData("\u0001", "")]
    [InlineData("ne\u0301e", "née")]
    [InlineData("e\u0301\u0302", "Ế")]      // the longest that the map has
    [InlineData("e\u0301\u0303", "é\u0303")]
    [InlineData("e", "e")]
    [InlineData("a \U0001F355 b", "a pizza b")]
    [InlineData("\U0001F354", "\U0001F354")]
    [InlineData("a\0b", "a\0b")]
    [InlineData("", "")]
    public void Apply_Text_WritesTheLongestThatTheMapHas(string text, string expected) => CharacterMap.Read(_map, "x").Apply(text).Should().Be(expected);

    [Fact]
    public void Apply_HalfACharacter_WritesAReplacementCharacter() => CharacterMap.Read(_map, "x").Apply("\ud83c").Should().Be("\ufffd");

    [Fact]
    public void Read_Nothing_LeavesEveryText() => CharacterMap.Read([], "x").Apply("ﬁ\t").Should().Be("ﬁ\t");

    [Theory]
    [InlineData("00")]
    [InlineData("00000000")]
    [InlineData("04000000")]
    [InlineData("0500000000000000")]
    [InlineData("FFFFFFFF00000000")]
    [InlineData("0400000000000000" + "61")]         // no zero at the end
    [InlineData("0400000000000000" + "FF00")]       // no UTF-8
    public void Read_DamagedMap_SaysSo(string bytes)
        => FluentActions.Invoking(() => CharacterMap.Read(Convert.FromHexString(bytes), "the file")).Should().Throw<InvalidDataException>().WithMessage("'the file': precompiled_charsmap is damaged*");

    [Fact]
    public void Read_ReplacementThatIsTooLong_SaysSo()
        => FluentActions.Invoking(() => CharacterMap.Read(SentencePieceBuilder.Characters(("a", new string('x', 256))), "x")).Should().Throw<InvalidDataException>();

    /// <summary>Whatever stands in the trie, a text comes to its end.</summary>
    [Fact]
    public void Apply_RandomTries_Ends()
    {
        var random = new Random(3);
        for (var round = 0; round < 300; round++)
        {
            var map = _map.ToArray();
            for (var i = 0; i < 200; i++)
            {
                map[4 + random.Next(map.Length - 40)] = (byte)random.Next(256);
            }
            CharacterMap.Read(map, "x").Apply("ﬁ\t e\u0301\u0302 \U0001F355 abc").Length.Should().BeLessThan(100);
        }
    }
}
