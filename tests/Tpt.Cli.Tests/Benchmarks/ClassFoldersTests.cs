using Tpt.Cli.Benchmarks;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Tests.Benchmarks;

public sealed class ClassFoldersTests : IDisposable
{
    private readonly SetTree _tree = new();
    private readonly List<string> _remarks = [];

    [Fact]
    public void Read_FolderPerClass_HasClassesAndPicturesInOrdinalOrder()
    {
        _tree.Pictures("pets/b_b/2.png", "pets/b_b/10.png", "pets/Z/1.WebP", "pets/b_b/deep/er/x.tiff", "pets/a-a/1.jpg");

        var set = ClassFolders.Read(_tree["pets/"], null);

        set.Name.Should().Be("pets");
        set.Classes.Should().Equal(new SetClass("Z", "Z"), new SetClass("a-a", "a-a"), new SetClass("b_b", "b b"));
        set.Pictures.Select(one => $"{one.Name}={one.Label}").Should().Equal("Z/1.WebP=0", "a-a/1.jpg=1", "b_b/10.png=2", "b_b/2.png=2", "b_b/deep/er/x.tiff=2");
        set.Pictures[^1].Path.Should().Be(_tree["pets/b_b/deep/er/x.tiff"]);
    }

    [Fact]
    public void Read_WhatSystemsLeave_IsNoClassAndNoPicture()
    {
        _tree.Pictures("s/a/1.png", "s/a/._1.png", "s/.ipynb_checkpoints/1.png", "s/__MACOSX/a/1.png", "s/System Volume Information/1.png").Text("s/a/Thumbs.db", "x").Text("s/Thumbs.db", "x");

        var set = ClassFolders.Read(_tree["s"], null, _remarks);

        set.Classes.Should().ContainSingle();
        set.Pictures.Should().ContainSingle();
        _remarks.Should().BeEmpty();
    }

    [Fact]
    public void Read_EmptyFoldersAndOtherFiles_AreNamedInRemarks()
    {
        _tree.Pictures("s/a/1.png", "s/beside.png").Folder("s/empty_one").Text("s/a/notes.txt", "x");

        ClassFolders.Read(_tree["s"], null, _remarks).Classes.Should().HaveCount(2);

        _remarks.Should().Equal(
            "Left out, beside the class folders: 1 picture (beside.png).",
            "Without pictures, but competing: 1 class (empty_one).",
            "Left out, without an extension of a picture: 1 file (a/notes.txt).");
    }

    [Fact]
    public void Read_ListOfClasses_GivesOrderAndNamesAndClassesWithoutFolders()
    {
        _tree.Pictures("s/n2/1.png", "s/n1/1.png").Text("classes.txt", "n2\tEgyptian cat", "", "n3\ttabby_cat", "n1");

        var set = ClassFolders.Read(_tree["s"], ClassList.Read(_tree["classes.txt"]), _remarks);

        set.Classes.Should().Equal(new SetClass("n2", "Egyptian cat"), new SetClass("n3", "tabby_cat"), new SetClass("n1", "n1"));
        set.Pictures.Select(one => $"{one.Name}={one.Label}").Should().Equal("n2/1.png=0", "n1/1.png=2");
        _remarks.Should().Equal("Without pictures, but competing: 1 class (n3).");
    }

    [Fact]
    public void Read_FolderThatTheListDoesNotHave_IsRefused()
    {
        _tree.Pictures("s/a/1.png", "s/b/1.png", "s/c/1.png");

        var read = () => ClassFolders.Read(_tree["s"], [new SetClass("a", "a")]);

        read.Should().Throw<InvalidDataException>().WithMessage("*2 folders that the list of 1 class does not have: b, c.*");
    }

    [Fact]
    public void Read_FolderInOtherCaseThanTheList_IsThatClass()
    {
        _tree.Pictures("s/Cat/1.png");

        ClassFolders.Read(_tree["s"], [new SetClass("cat", "a cat")]).Pictures.Should().ContainSingle().Which.Name.Should().Be("Cat/1.png");
    }

    [Fact]
    public void Read_FoldersThatDifferInCaseOnly_AreRefusedWithoutAListThatHasBoth()
    {
        _tree.Pictures("s/Cat/1.png", "s/cat/1.png");
        if (Directory.GetDirectories(_tree["s"]).Length == 2)
        {
            var read = () => ClassFolders.Read(_tree["s"], null);

            read.Should().Throw<InvalidDataException>().WithMessage("*'Cat' and 'cat', which differ in case only*");
        }

        ClassFolders.Read(_tree["s"], [new SetClass("Cat", "lion"), new SetClass("cat", "house cat")]).Classes.Should().HaveCount(2);
    }

    [Fact]
    public void Read_LinkToAFolder_IsFollowedOnceAndNotInACircle()
    {
        _tree.Pictures("store/1.png").Folder("s");
        Directory.CreateSymbolicLink(_tree["s/cat"], _tree["store"]);
        Directory.CreateSymbolicLink(_tree["store/again"], _tree["store"]);

        ClassFolders.Read(_tree["s"], null).Pictures.Should().ContainSingle();
    }

    [Fact]
    public void Read_NoPictures_SaysWhatCounts()
    {
        _tree.Text("s/a/1.txt", "x");

        Reading().Should().Throw<InvalidDataException>().WithMessage("*no pictures (.bmp,*1 class folder (a)*");
    }

    [Fact]
    public void Read_PicturesWithoutFolders_SaysThatEachClassHasOne()
    {
        _tree.Pictures("s/1.png", "s/2.png");

        Reading().Should().Throw<InvalidDataException>().WithMessage("*2 pictures (1.png, 2.png), but no folder for each class*");
    }

    [Fact]
    public void Read_EmptyFolder_SaysWhatItShouldHave()
    {
        _tree.Folder("s");

        Reading().Should().Throw<InvalidDataException>().WithMessage("*no folders*a folder of pictures for each class*");
    }

    [Fact]
    public void Read_NoFolder_SaysSo() => Reading().Should().Throw<DirectoryNotFoundException>().WithMessage("*There is no folder*");

    [Fact]
    public void Read_FolderWithoutALetter_IsRefused()
    {
        _tree.Pictures("s/_/1.png");

        Reading().Should().Throw<InvalidDataException>().WithMessage("*the class '_' gives no name*");
    }

    [Theory]
    [InlineData("a\tb\tc", "line 2: 'a\\u0009b\\u0009c' is neither*")]
    [InlineData("x", "line 2: the folder 'x' stands in line 1 already*")]
    public void ClassList_DamagedLine_IsNamed(string line, string message)
    {
        _tree.Text("classes.txt", "x", line);

        var read = () => ClassList.Read(_tree["classes.txt"]);

        read.Should().Throw<InvalidDataException>().WithMessage($"*classes.txt', {message}");
    }

    [Fact]
    public void ClassList_NoLines_IsRefused()
    {
        _tree.Text("classes.txt", "", "  ");

        var read = () => ClassList.Read(_tree["classes.txt"]);

        read.Should().Throw<InvalidDataException>().WithMessage("*has no lines*");
    }

    [Fact]
    public void ClassList_NoFile_SaysSo()
    {
        var read = () => ClassList.Read(_tree["classes.txt"]);

        read.Should().Throw<FileNotFoundException>();
    }

    public void Dispose() => _tree.Dispose();

    private Action Reading() => () => ClassFolders.Read(_tree["s"], null);
}
