using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Tokenization;

public sealed class ClipPreTokenizerTests
{
    [Theory]
    [InlineData("a photo of a cat.", "a|photo|of|a|cat|.")]
    [InlineData("it's o'clock ''s", "it|'s|o|'|clock|''|s")]
    [InlineData("x86-64", "x|8|6|-|6|4")]
    [InlineData("kite (bird of prey).", "kite|(|bird|of|prey|).")]
    [InlineData("\U0001D400\U0001D401 \U0001D7D8\U0001D7D9", "\U0001D400\U0001D401|\U0001D7D8|\U0001D7D9")]
    [InlineData("a<|endoftext|>b", "a|<|endoftext|>|b")]
    [InlineData("!<|endoftext|>", "!<||endoftext||>")]
    [InlineData("", "")]
    public void PreTokenize_SplitsAsTheReferencesRegex(string text, string expected)
        => string.Join('|', new ClipPreTokenizer(["<|startoftext|>", "<|endoftext|>"]).PreTokenize(text).Select(word => text.Substring(word.Offset, word.Length)))
            .Should().Be(expected);
}
