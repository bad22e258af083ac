using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests.Siglip;

/// <summary>Prompts in tokens where there is no start token, or another one, and where texts are padded.</summary>
public sealed class SiglipPromptTokenTests
{
    private const int ContextLength = 12;
    private const int End = 1;
    private const int Padding = 2;

    private static readonly WordTokenizer _tokenizer = new(60);

    [Fact]
    public void Tokenize_Padded_EndsWithTheEndAndPadding()
    {
        var ids = Tokenize("a photo of a {0}.", "red apple")[0].Ids;

        ids.Should().HaveCount(ContextLength).And.Equal([.. _tokenizer.Encode("a photo of a red apple."), End, Padding, Padding, Padding, Padding]);
    }

    [Fact]
    public void Tokenize_PaddedToTheVeryEnd_HasNoPadding()
        => Tokenize("a photo of a {0}.", "one two three four five six")[0].Ids.Should().HaveCount(ContextLength).And.EndWith(End).And.NotContain(Padding);

    [Fact]
    public void Tokenize_PaddedAndTooLong_NamesTheClass()
        => FluentActions.Invoking(() => Tokenize("a photo of a {0}.", "one two three four five six seven")).Should().Throw<ArgumentException>()
            .WithMessage("The prompt of class 'one two*' has 13 tokens with start and end, but the model's text tower reads 12.*");

    [Fact]
    public void Tokenize_EndInsideAPaddedText_IsReadOn()
        => Tokenize("a photo of </s> a {0}.", "ant")[0].Ids.Where(id => id == End).Should().HaveCount(2, "the tower reads all positions");

    [Fact]
    public void Tokenize_EndInsideACausalText_EndsIt()
    {
        var text = new PromptTemplate("a photo of a {0}. </s> and more", "template").WithContextOfWords(ClassTokenPosition.End);

        var ids = PromptTokenizer.Tokenize(new WordTokenizer(60) { StartOfText = 0 }, text, [new("ant")], ContextLength)[0].Ids;

        ids.Should().Equal([0, .. _tokenizer.Encode("a photo of a ant."), End]);
    }

    [Theory]
    [InlineData("</s>")]
    [InlineData("</s> ant")]
    public void Tokenize_NameThatIsTheEnd_IsNone(string name)
        => FluentActions.Invoking(() => Tokenize("a photo of a {0}.", name)).Should().Throw<ArgumentException>().WithMessage($"The name '{name}' of class '{name}' has no token that*");

    [Fact]
    public void Tokenize_FewerTokensThanVectors_SaysSo()
    {
        var text = Text("{0}") with { Layout = new PromptLayout(4, ClassTokenPosition.End, 0) { StartLength = 0, IsPadded = true } };

        FluentActions.Invoking(() => PromptTokenizer.Tokenize(_tokenizer, text, [new("red apple")], ContextLength)).Should().Throw<ArgumentException>()
            .WithMessage("The prompt of class 'red apple' has 2 tokens in front of its end, but 4 context vectors.*");
    }

    [Fact]
    public void Tokenize_NamesThatBecomeTheSameTokens_NamesBoth()
        => FluentActions.Invoking(() => Tokenize("a {0}.", "Cat", "cat")).Should().Throw<ArgumentException>().WithMessage("Classes 'Cat' and 'cat' cannot be told apart*");

    [Fact]
    public void Tokenize_PlaceholderOfSeveralTokens_IsRefused()
    {
        var text = new PromptTemplate("a {0}.", "template").WithContextOfVectors(ClassTokenPosition.End, 3);
        var tokenizer = new WordTokenizer(60) { StartOfText = 0 };

        PromptTokenizer.Tokenize(tokenizer, text, [new("ant")], ContextLength)[0].Ids.Should().HaveCount(7);
        FluentActions.Invoking(() => PromptTokenizer.Tokenize(tokenizer, text with { Before = "placeholder X X " }, [new("ant")], ContextLength))
            .Should().Throw<ArgumentException>().WithMessage("The model's tokenizer writes 'placeholder X X ' in 4 tokens*3 context vectors*");
    }

    [Fact]
    public void CheckContext_WithAndWithoutAStartToken_LeavesRoomForAName()
    {
        using var network = TinySiglip.Network();
        Action Check(int count, WordTokenizer tokenizer) => () => PromptLimits.CheckContext(count, "Prompt.ContextTokens", new TextSide(network, tokenizer, ContextLength, 64, null));

        Check(10, _tokenizer).Should().NotThrow();
        Check(11, _tokenizer).Should().Throw<ArgumentException>().WithMessage("Prompt.ContextTokens asks for 11 *reads 12 tokens, so it takes at most 10 *");
        Check(10, new WordTokenizer(60) { StartOfText = 0 }).Should().Throw<ArgumentException>().WithMessage("*at most 9 *");
    }

    private static PromptText Text(string template)
    {
        var text = new PromptTemplate(template, "template").WithContextOfWords(ClassTokenPosition.End);
        return text with { Layout = text.Layout with { StartLength = 0, IsPadded = true } };
    }

    private static PromptTokens[] Tokenize(string template, params string[] names)
        => PromptTokenizer.Tokenize(_tokenizer, Text(template), [.. names.Select(name => new ClassPromptSet(name))], ContextLength);
}
