using Tpt.Pretraining.Pictures.Concepts;
using Tpt.Pretraining.Pictures.Splits;

namespace Tpt.Pretraining.Tests.Pictures;

public class SplitChooserTests
{
    [Fact]
    public void Choose_IsTheSameInAnyOrderOfTheList()
    {
        var entries = Animals();

        var (heldOut, validation) = SplitChooser.Choose(entries);
        var (heldOutAgain, validationAgain) = SplitChooser.Choose([.. entries.Reverse()]);

        heldOutAgain.Should().Equal(heldOut);
        validationAgain.Should().Equal(validation);
        heldOut.Should().NotBeEmpty().And.NotIntersectWith(validation);
    }

    [Fact]
    public void Choose_NeverPartsAFamily()
    {
        var (heldOut, validation) = SplitChooser.Choose(Animals());

        foreach (var family in heldOut.Concat(validation).GroupBy(l => l.Split('\t')[0]))
        {
            family.Should().HaveCount(2, "every animal here is there with its face");
        }
    }

    [Fact]
    public void Choose_LeavesWordsOfPeopleAlone()
    {
        EmojiEntry[] entries = [.. Animals(), .. Enumerable.Range(0, 40).Select(i => Entry($"person {Word(i)}", "people-body"))];

        var (heldOut, validation) = SplitChooser.Choose(entries);

        heldOut.Concat(validation).Should().BeEmpty();
    }

    private static EmojiEntry[] Animals() => [.. Enumerable.Range(0, 40).SelectMany(i => new[] { Entry(Word(i), "animals-nature"), Entry($"{Word(i)} face", "animals-nature") })];

    private static string Word(int i) => $"beast{(char)('a' + (i / 26))}{(char)('a' + (i % 26))}";

    private static EmojiEntry Entry(string name, string group) => new(name, name, group, "", [], []);
}
