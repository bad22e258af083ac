using Tpt.Pretraining.Pictures.Concepts;

namespace Tpt.Pretraining.Tests.Pictures;

public class EmojiIndexTests
{
    private static readonly EmojiEntry _house = Entry("house", "home");
    private static readonly EmojiEntry _houses = Entry("houses", "homes");
    private static readonly EmojiEntry _hotDog = Entry("hot dog", "sausage");
    private static readonly EmojiEntry _sausage = Entry("grilled meat", "sausage");
    private static readonly EmojiIndex _index = new([_house, _houses, _hotDog, _sausage]);

    [Fact]
    public void FindName_PrefersTheVeryName()
    {
        _index.FindName("house").Should().Be(_house);
        _index.FindName("Houses").Should().Be(_houses);
    }

    [Theory]
    [InlineData("hotdog")]
    [InlineData("hot-dogs")]
    public void FindName_OverlooksJoiningAndPlural(string name) => _index.FindName(name).Should().Be(_hotDog);

    [Fact]
    public void FindOtherName_IsNothingWhereTwoHaveIt()
    {
        _index.FindOtherName("home").Should().Be(_house);
        _index.FindOtherName("sausage").Should().BeNull();
    }

    private static EmojiEntry Entry(string name, string otherName) => new(name, name, "objects", "", [], [otherName]);
}
