using Tpt.Pretraining.Pictures;
using Tpt.Pretraining.Pictures.Concepts;
using Tpt.Pretraining.Pictures.Packages;
using Tpt.Pretraining.Pictures.Sets;

namespace Tpt.Pretraining.Tests.Pictures;

public class IconNameTests
{
    private static readonly PictureSet _set = new(new NpmPackage("set", "1.0.0", "sha512-"), "MIT", SetKind.Icons, Split.Training,
        [new StyleVariant("plain", "", 1), new StyleVariant("duo", "-duo", 1), new StyleVariant("bold duo", "-bold-duo", 1)])
    {
        LeftOut = ["-thin"],
    };

    [Theory]
    [InlineData("hot-dog", "plain", "hot dog")]
    [InlineData("hot-dog-duo", "duo", "hot dog")]
    [InlineData("hot-dog-2-bold-duo", "bold duo", "hot dog")]
    [InlineData("hot-dog-two", "plain", "hot dog")]
    [InlineData("hot-dog-alt1", "plain", "hot dog")]
    public void Parse_TellsStyleFromName(string icon, string style, string name)
    {
        var parsed = IconName.Parse(_set, icon);

        parsed!.Value.Variant.Style.Should().Be(style);
        parsed.Value.Name.Should().Be(name);
    }

    [Fact]
    public void Parse_LeavesOtherWeightsOut() => IconName.Parse(_set, "hot-dog-thin").Should().BeNull();

    [Theory]
    [InlineData("Two-hump camels", "two", "hump", "camel")]
    [InlineData("knives", "knife")]
    [InlineData("glasses", "glasses")]
    [InlineData("berries", "berry")]
    [InlineData("bus stop", "bus", "stop")]
    [InlineData("paint-brushes", "paint", "brush")]
    public void ConceptWords_AreSingular(string name, params string[] words) => ConceptWords.Of(name).Should().Equal(words);
}
