using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

public sealed class AddedTokensTests
{
    [Theory]
    [InlineData("a <cat> sat", "a |<cat>=1| sat")]
    [InlineData("<cat><cat>", "<cat>=1|<cat>=1")]
    [InlineData("<cat>s", "<cat>=1|s")]
    [InlineData("<<cat>", "<|<cat>=1")]
    [InlineData("<cat", "<cat")]
    [InlineData("<CAT>", "<CAT>")]
    [InlineData("", "")]
    public void Split_Text_FindsTokensWhereverTheyStand(string text, string expected)
        => Split(text, new AddedToken("<cat>", 1)).Should().Be(expected);

    [Theory]
    [InlineData("new york city", "new york=2| |city=3")]
    [InlineData("new yorker", "new york=2|er")]
    [InlineData("new", "new=1")]
    [InlineData("new yor", "new=1| yor")]
    public void Split_TokensThatBeginAlike_TakesTheLongest(string text, string expected)
        => Split(text, new("new", 1), new("new york", 2), new("city", 3)).Should().Be(expected);

    [Fact]
    public void Split_TokensThatOverlap_TakesTheFirst() => Split("xabcx", new("ab", 1), new("bcx", 2)).Should().Be("x|ab=1|cx");

    [Theory]
    [InlineData("a <m> b", "a|<m>=1|b")]
    [InlineData("  <m>  ", "<m>=1")]
    public void Split_TokenThatTakesSpace_LeavesNoneBesideIt(string text, string expected)
        => Split(text, new AddedToken("<m>", 1) { TakesSpaceBefore = true, TakesSpaceBehind = true }).Should().Be(expected);

    [Fact]
    public void Split_NoTokens_GivesTheText() => Split("a <cat>").Should().Be("a <cat>");

    [Fact]
    public void Split_ManyTokensAndALongText_TakesLinearTime()
    {
        var tokens = new AddedTokens(Enumerable.Range(0, 50_000).Select(i => new AddedToken($"<token-{i}>{new string('x', i % 200)}", i)));

        tokens.Split(string.Concat(Enumerable.Repeat("<token-200>", 5_000))).Should().HaveCount(5_000).And.OnlyContain(part => part.Token == 200);
    }

    private static string Split(string text, params AddedToken[] tokens)
        => string.Join('|', new AddedTokens(tokens).Split(text).Select(part => part.Token is { } id ? FormattableString.Invariant($"{part.Text}={id}") : part.Text));
}
