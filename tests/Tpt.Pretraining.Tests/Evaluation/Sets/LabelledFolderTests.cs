using SkiaSharp;
using Tpt.Pretraining.Evaluation.Sets;

namespace Tpt.Pretraining.Tests.Evaluation.Sets;

public sealed class LabelledFolderTests : IDisposable
{
    private readonly Discs _discs = new();

    public void Dispose() => _discs.Dispose();

    [Fact]
    public void Read_FoldersAreTheClasses()
    {
        Directory.CreateDirectory(Path.Combine(_discs.Folder, "ant"));

        var set = LabelledFolder.Read(_discs.Folder + "/", classes: null, limit: null);

        set.Name.Should().Be("validation-discs");
        set.Classes.Should().Equal([new("ant"), new("cherries"), new("frog")], "an empty folder's class competes");
        set.Images.Select(image => (image.Name, image.Label)).Should().Equal(("cherries/disc.png", "cherries"), ("frog/disc.png", "frog"));
    }

    [Fact]
    public void Read_PicturesOfEveryKind_AndNothingElse()
    {
        foreach (var name in (string[])["a.JPEG", "b.jpg", "c.webp", "d.gif", "e.bmp", "notes.txt", "Thumbs.db"])
        {
            File.WriteAllText(Path.Combine(_discs.Folder, "frog", name), "");
        }

        LabelledFolder.Read(_discs.Folder, [new("frog"), new("cherries")], limit: null).Images.Select(image => image.Name).Should().Equal(
            "frog/a.JPEG", "frog/b.jpg", "frog/c.webp", "frog/d.gif", "frog/disc.png", "frog/e.bmp", "cherries/disc.png");
    }

    [Fact]
    public void Read_Limit_SpreadsOverTheClasses()
    {
        for (var i = 0; i < 3; i++)
        {
            _discs.Draw("cherries", $"{i}.png", SKColors.Red);
            _discs.Draw("frog", $"{i}.png", SKColors.Green);
        }

        LabelledFolder.Read(_discs.Folder, classes: null, limit: 2).Images.Select(image => image.Name).Should().Equal("cherries/0.png", "frog/0.png");
    }

    [Fact]
    public void Read_GivenClasses_CompeteInTheirOrderWithOrWithoutPictures()
    {
        var set = LabelledFolder.Read(_discs.Folder, [new("n1", "ant"), new("frog", "green frog"), new("cherries")], limit: null);

        set.Classes.Select(one => one.Name).Should().Equal("ant", "green frog", "cherries");
        set.Images.Select(image => image.Label).Should().Equal("frog", "cherries");
    }

    [Fact]
    public void Read_AFolderThatIsNoClass_NamesIt() => FluentActions.Invoking(() => LabelledFolder.Read(_discs.Folder, [new("frog")], limit: null))
        .Should().Throw<InvalidDataException>().WithMessage("*'cherries'*none of the 1 classes*");

    [Fact]
    public void Read_NoFolderOrNoPictures_SaysWhatIsExpected()
    {
        FluentActions.Invoking(() => LabelledFolder.Read(_discs.Beside("other"), classes: null, limit: null))
            .Should().Throw<DirectoryNotFoundException>().WithMessage("*other*folder of pictures for each class*");
        FluentActions.Invoking(() => LabelledFolder.Read(Path.Combine(_discs.Folder, "frog"), classes: null, limit: null))
            .Should().Throw<InvalidDataException>().WithMessage("*no pictures*.png*");
    }
}
