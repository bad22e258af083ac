using System.Diagnostics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tokenization;

namespace Tpt.Engine.Tests.Prompts;

/// <summary>Two classes that the text tower reads as one are an error, unless the user has written the same name for both.</summary>
public sealed class DistinctPromptsTests
{
    private static readonly ClipTokenizer _tokenizer = new(BpeVocabulary.Load(Path.Combine(AppContext.BaseDirectory, "Tpt.BuiltInModel")));

    [Theory]
    [InlineData("Cat", "cat")]
    [InlineData("hot_dog", "hot dog")]
    [InlineData("caf\u00E9", "cafe\u0301")]
    [InlineData("\uFF23at", "cat")]
    [InlineData("fish & chips", "fish &amp; chips")]
    [InlineData("red  apple ", "red apple")]
    [InlineData("St. John\u2019s wort", "st. john's wort")]
    [InlineData("dog<|endoftext|>a", "dog<|endoftext|>b")]
    public void Tokenize_NamesThatBecomeTheSameTokens_NamesBoth(string first, string second)
    {
        foreach (var position in Enum.GetValues<ClassTokenPosition>())
        {
            FluentActions.Invoking(() => Tokenize([new("house"), new(first), new(second)], position)).Should().Throw<ArgumentException>()
                .Where(e => e.Message.Contains($"Classes '{first}' and '{second}' cannot be told apart: the prompts of '{first}' and of '{second}'")
                    && e.Message.Contains($"new ClassPromptSet(\"{second}\", [\"{first}\"])"));
        }
    }

    [Fact]
    public void Tokenize_OneNameForTwoClasses_IsMeant()
    {
        ClassPromptSet[] classes = [new("missile (weapon)", ["missile"]), new("house"), new("missile (rocket)", ["missile"]), new("a", ["car", "auto"]), new("b", ["auto", "car"])];

        Tokenize(classes).Select(prompt => prompt.ClassIndex).Should().Equal(0, 1, 2, 3, 3, 4, 4);
    }

    [Fact]
    public void Tokenize_ThirdClassWithTheNameInOtherLetters_IsAnError()
        => FluentActions.Invoking(() => Tokenize([new("a", ["missile"]), new("b", ["missile"]), new("c", ["Missile"])])).Should().Throw<ArgumentException>()
            .WithMessage("Classes 'a' and 'c' cannot be told apart: the prompts of 'missile' and of 'Missile' become the same tokens*");

    [Fact]
    public void Tokenize_SeveralNames_CountAsASet()
    {
        FluentActions.Invoking(() => Tokenize([new("a", ["cat", "kitten"]), new("b", ["Kitten", "CAT"])])).Should().Throw<ArgumentException>()
            .WithMessage("Classes 'a' and 'b' cannot be told apart: the prompts of 'cat', 'kitten' and of 'Kitten', 'CAT'*");
        FluentActions.Invoking(() => Tokenize([new("a", ["cat", "Cat"]), new("b", ["cat"])])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => Tokenize([new("a", ["cat", "kitten"]), new("b", ["Cat"]), new("c", ["kitten", "tabby"])]))
            .Should().NotThrow("a name that two classes share leaves them a difference");
    }

    [Fact]
    public void Tokenize_OnePromptTwiceInAClass_IsThereTwice()
        => Tokenize([new("a", ["cat", "Cat", "kitten"]), new("b", ["dog"])]).Select(prompt => prompt.ClassIndex).Should().Equal(0, 0, 0, 1);

    [Theory]
    [InlineData("<|endoftext|>")]
    [InlineData("<|ENDOFTEXT|> cat")]
    [InlineData("\u0001")]
    public void Tokenize_NameWithoutATokenOfItsOwn_NamesIt(string name)
        => FluentActions.Invoking(() => Tokenize([new("dog"), new("cat", ["cat", name])])).Should().Throw<ArgumentException>()
            .Where(e => e.Message.StartsWith($"The name '{name.Replace("\u0001", "\\u0001", StringComparison.Ordinal)}' of class 'cat' has no token that", StringComparison.Ordinal));

    [Fact]
    public void Tokenize_AHundredThousandPrompts_TakesNoTimeForTheComparison()
    {
        const int Count = 100_000;
        PromptTokens[] prompts = [.. Enumerable.Range(0, Count).Select(i => new PromptTokens([1, 320, 1125, 539, 320, 1000 + i % 300, 2000 + i / 300, 269, 2], 2, i))];
        ClassPromptSet[] classes = [.. prompts.Select(prompt => new ClassPromptSet(FormattableString.Invariant($"class {prompt.ClassIndex}")))];
        var clock = Stopwatch.StartNew();

        DistinctPrompts.Require(prompts, new PromptLayout(4, ClassTokenPosition.End, 0), classes);

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "it takes a fifth of a second on an idle machine, and hours where each is compared with each");
    }

    private static PromptTokens[] Tokenize(ClassPromptSet[] classes, ClassTokenPosition position = ClassTokenPosition.End)
        => PromptTokenizer.Tokenize(_tokenizer, new PromptTemplate("a photo of a {0} in winter.", "template").WithContextOfWords(position), classes, 32);
}
