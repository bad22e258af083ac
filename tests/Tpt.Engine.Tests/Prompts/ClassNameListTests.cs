using System.Diagnostics;
using Tpt.Engine.Prompts;

namespace Tpt.Engine.Tests.Prompts;

/// <summary>What a class may be called, and what the message says where it may not.</summary>
public sealed class ClassNameListTests
{
    public static TheoryData<string, string> BadNames => new()
    {
        { "", "Class name 1 is blank.*" },
        { " \t\u2003_", "Class name 1 is blank.*" },
        { new string('x', 1001), $"Class name 1, '{new string('x', 100)}\u2026', must have at most 1000 characters, and has 1001*" },
        { string.Concat(Enumerable.Repeat("&amp;", 16_000)), "Class name 1, *must have at most 1000 characters, and has 80000*" },
        { "\u0001\uFEFF", "Class name 1, '\\u0001\uFEFF', must have a character that CLIP's tokenizer reads*" },
        { "\0", "Class name 1, '\\u0000', must have a character*" },
        { "\u001B[36m", "Class name 1, '\\u001B[[]36m', must have a character*" },
        { "&#x1;", "Class name 1, '&#x1;', must have a character*" },
        { "dog", "Class name 'dog' stands at 0 and at 1. Class names must differ*" },
    };

    [Theory]
    [MemberData(nameof(BadNames))]
    public void Validate_BadName_SaysWhichAndWhy(string name, string message)
    {
        Validate(Named("dog", name)).Should().Throw<ArgumentException>().Where(e => e.ParamName == "classes")
            .Which.Message.Should().Match(message.Replace("[[]", "[", StringComparison.Ordinal)).And.Match(text => text.Length < 400);
    }

    [Fact]
    public void Validate_HalfOfASurrogatePair_SaysWhere()
        => Validate(Named("a banana \U0001F34C" + (char)0xD83C)).Should().Throw<ArgumentException>()
            .WithMessage("Class name 0, 'a banana \U0001F34C\\uD83C', must be text, and has half of a surrogate pair at character 11.*");

    [Fact]
    public void Validate_NameOfSeveral_IsCheckedToo()
        => Validate([new("dog"), new("cat", ["cat", "\u0001"])]).Should().Throw<ArgumentException>().WithMessage("Name 1 of class 'cat', '\\u0001', must have a character*");

    [Fact]
    public void Validate_NullAnywhere_IsNamed()
    {
        Validate([new("dog"), null!]).Should().Throw<ArgumentException>().WithMessage("Class name 1 is blank.*");
        Validate([new(null!, ["dog"])]).Should().Throw<ArgumentException>().WithMessage("Class name 0 is blank.*");
        Validate([new("dog", null!)]).Should().Throw<ArgumentException>().WithMessage("Class 'dog' has no name to prompt with.*");
        Validate([new("dog", [null!])]).Should().Throw<ArgumentException>().WithMessage("Name 0 of class 'dog' is blank.*");
    }

    [Fact]
    public void Validate_TooManyClassesOrNames_SaysHowManyThereAre()
    {
        Validate([.. Enumerable.Range(0, 100_001).Select(i => new ClassPromptSet(FormattableString.Invariant($"class {i}")))])
            .Should().Throw<ArgumentException>().WithMessage("There are 100001 classes with 100001 names to prompt with; at most 100000*");
        Validate([new("dog", [.. Enumerable.Repeat("puppy", 100_001)])])
            .Should().Throw<ArgumentException>().WithMessage("There are 1 classes with 100001 names to prompt with; at most 100000*");
    }

    [Fact]
    public void Validate_LongestNamesThatThereMayBe_TakeNoTime()
    {
        string[] names = [
            string.Concat(Enumerable.Repeat("&amp;", 200)), "&" + string.Concat(Enumerable.Repeat("amp;", 249)), new string('\u03A3', 1000), new string('x', 1000),
            new string('&', 1000), new string('\u0301', 1000), "\u001B[" + new string('0', 998), string.Concat(Enumerable.Repeat("&#894", 199)) + ";"];
        var clock = Stopwatch.StartNew();

        Validate(Named(names)).Should().NotThrow();

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15), "it takes under a second on an idle machine, and minutes where it is quadratic");
    }

    [Theory]
    [InlineData("hot_dog")]
    [InlineData("a\0b")]
    [InlineData("caf\u00E9")]
    [InlineData("\u732B")]
    [InlineData("\U0001F34C")]
    public void Validate_NameWithSomethingToRead_IsTaken(string name) => Validate(Named(name)).Should().NotThrow();

    private static ClassPromptSet[] Named(params string[] names) => [.. names.Select(name => new ClassPromptSet(name))];

    private static Action Validate(ClassPromptSet[] classes) => () => ClassNameList.Validate(classes, nameof(classes));
}
