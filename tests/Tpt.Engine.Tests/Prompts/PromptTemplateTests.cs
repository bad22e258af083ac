using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests.Prompts;

public sealed class PromptTemplateTests
{
    [Theory]
    [InlineData("a photo of a {0}.", "a photo of a sea otter.", 4)]
    [InlineData("a_photo_of_a {0}.", "a photo of a sea otter.", 4)]
    [InlineData("a photo  of a {0}.", "a photo  of a sea otter.", 4)]
    [InlineData("a photo of a {0}, a type of food.", "a photo of a sea otter, a type of food.", 4)]
    [InlineData("{0}.", "sea otter.", 0)]
    public void WithContextOfWords_AtTheEnd_TunesTheWordsInFront(string template, string filled, int contextLength)
    {
        var text = Template(template).WithContextOfWords(ClassTokenPosition.End);

        text.Fill("sea_otter").Should().Be(filled);
        text.Layout.ContextLength.Should().Be(contextLength);
    }

    [Theory]
    [InlineData("a photo of a {0} in the wild.", "a photo of a in the wild sea otter.", 7, 4)]
    [InlineData("the {0} picture.", "the picture sea otter.", 2, 1)]
    [InlineData("{0} in a photo.", "in a photo sea otter.", 3, 0)]
    [InlineData("a photo of a {0}.", "a photo of a sea otter.", 4, 2)]
    public void WithContextOfWords_InTheMiddle_TunesAllWordsAndSplitsAtTheName(string template, string filled, int contextLength, int splitIndex)
    {
        var text = Template(template).WithContextOfWords(ClassTokenPosition.Middle);

        text.Fill("sea_otter").Should().Be(filled, "the reference tokenises the name last and moves embeddings only");
        text.Layout.Should().Be(new PromptLayout(contextLength, ClassTokenPosition.Middle, splitIndex));
    }

    [Fact]
    public void WithContextOfVectors_FourOfThem_IsCoOpsPrompt()
    {
        var text = Template("a photo of a {0}.").WithContextOfVectors(ClassTokenPosition.End, 4);

        text.Fill("dog").Should().Be("X X X X dog.");
        text.Layout.ContextLength.Should().Be(4);
    }

    [Theory]
    [InlineData("a photo")]
    [InlineData("{0} and {0}")]
    public void Constructor_NotOnePlaceForTheName_SaysSo(string template)
    {
        var construct = () => Template(template);

        construct.Should().Throw<ArgumentException>().WithMessage($"template is '{template}'; it must hold {{0}} exactly once*");
    }

    [Fact]
    public void Constructor_TooLongOrNoText_SaysSo()
    {
        var tooLong = () => Template(new string('x', 10_000_000) + "{0}");
        var none = () => Template(null!);
        var half = () => Template("a {0}" + (char)0xDC00);

        tooLong.Should().Throw<ArgumentException>().WithMessage("template is 'xxx*'; it must have at most 1000 characters, and has 10000003*").Which.Message.Length.Should().BeLessThan(300);
        none.Should().Throw<ArgumentException>().WithMessage("template is 'null'; it must not be null*");
        half.Should().Throw<ArgumentException>().WithMessage("*half of a surrogate pair at character 5*");
    }

    private static PromptTemplate Template(string text) => new(text, "template");
}
