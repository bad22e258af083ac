using Microsoft.ML;
using Tpt.Cli.Pictures;
using Tpt.Cli.Tests.Support;
using Tpt.Engine.Imaging;

namespace Tpt.Cli.Tests.Pictures;

public sealed class PictureListTests : IDisposable
{
    private static readonly string[] _extensions = [".jpg", ".png"];

    private readonly TemporaryFolder _folder = new();

    public PictureListTests()
    {
        foreach (var name in (string[])["b.jpg", "a.PNG", "notes.txt", ".hidden.jpg", "Thumbs.db", "cat/1.jpg", "cat/deep/2.jpg", ".git/3.jpg"])
        {
            _folder.Write(name, name);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Folder_HasItsPicturesAtAnyDepthAndNothingHidden()
        => Read(_folder.Path).Should().Equal("a.PNG", "b.jpg", "cat/1.jpg", "cat/deep/2.jpg");

    [Theory]
    [InlineData("*.jpg", "b.jpg")]
    [InlineData("**/*.jpg", "b.jpg", "cat/1.jpg", "cat/deep/2.jpg")]
    [InlineData("cat/**/*.JPG", "cat/1.jpg", "cat/deep/2.jpg")]
    [InlineData("*", "a.PNG", "b.jpg")]
    [InlineData("*.txt", "notes.txt")]
    public void Read_Pattern_HasTheFilesThatFit(string pattern, params string[] expected)
        => Read(_folder[pattern.Split('/')]).Should().Equal(expected);

    [Fact]
    public void Read_NamesThatAreNotUtf8_AreThereAndReadAsErrors()
    {
        try
        {
            Shell.Run(_folder["cat"], "touch $'x\\xff.png' $'x\\xfe.png'; mkdir $'d\\xff'");

            var pictures = PictureList.Read([_folder["cat"]], _extensions, TextReader.Null).Where(path => path.Contains('\uFFFD', StringComparison.Ordinal)).ToList();

            pictures.Should().HaveCount(3, "two pictures are listed under one name, and a folder stands for what is in it");
            var reader = new PictureReader(ImageDecoders.SkiaSharp, new ImageDecoderOptions());
            pictures.Select(path => reader.Read(path).Error).Should().OnlyContain(error => error == "its name is not UTF-8; rename it");
        }
        finally
        {
            Shell.Run(_folder["cat"], "rm -r *");
        }
    }

    [Fact]
    public void Read_FileOfAnotherEnding_IsTakenAsItIsNamed()
        => Read(_folder["notes.txt"]).Should().Equal("notes.txt");

    [Fact]
    public void Read_NamedTwice_StandsWhereItIsNamedFirst()
        => Read(_folder["b.jpg"], _folder.Path, _folder["cat", "..", "b.jpg"]).Should().Equal("b.jpg", "a.PNG", "cat/1.jpg", "cat/deep/2.jpg");

    [Fact]
    public void Read_Dash_TakesTheLinesOfTheInput()
        => Names(PictureList.Read(["-", _folder["a.PNG"]], _extensions, new StringReader($"{_folder["cat", "1.jpg"]}\n\n{_folder["b.jpg"]}\r\n"))).Should().Equal("cat/1.jpg", "b.jpg", "a.PNG");

    [Fact]
    public void Read_PathsWithNulsBetween_SaysWhatToLeaveOut()
        => FluentActions.Invoking(() => PictureList.Read(["-"], _extensions, new StringReader("a.jpg\0b.jpg\0")))
            .Should().Throw<InvalidDataException>().WithMessage("*NUL character*leave out -print0*");

    [Fact]
    public void Read_NamesOfNothingAmongPictures_StandInTheirPlace()
        => Read(_folder["none.jpg"], _folder["b.jpg"], _folder["none"]).Should().Equal("none.jpg", "b.jpg", "none");

    [Theory]
    [InlineData("none.jpg", "There is no picture and no folder '*none.jpg'.")]
    [InlineData("*.gif", "No picture fits '*.gif'.*")]
    public void Read_NameOfNothing_NamesIt(string name, string message)
        => FluentActions.Invoking(() => Read(_folder[name])).Should().Throw<FileNotFoundException>().WithMessage(message);

    [Fact]
    public void Read_WhatSystemsLeaveBehind_IsLeftOut()
    {
        _folder.Write("__MACOSX/4.jpg");
        _folder.Write("cat/$RECYCLE.BIN/5.jpg");

        Read(_folder.Path).Should().Equal("a.PNG", "b.jpg", "cat/1.jpg", "cat/deep/2.jpg");
    }

    [Fact]
    public void Read_FolderWithoutPictures_NamesIt()
    {
        _folder.Write("empty/notes.txt");

        FluentActions.Invoking(() => Read(_folder["empty"])).Should().Throw<InvalidDataException>().WithMessage("The folder '*empty' has no pictures in it (.jpg, .png).");
    }

    [Fact]
    public void Read_LinkToAFolderAbove_IsNotFollowed()
    {
        Directory.CreateSymbolicLink(_folder["cat", "circle"], _folder.Path);

        Read(_folder.Path).Should().Equal("a.PNG", "b.jpg", "cat/1.jpg", "cat/deep/2.jpg");
    }

    private string[] Read(params string[] names) => Names(PictureList.Read(names, _extensions, TextReader.Null));

    private string[] Names(IEnumerable<string> paths) => [.. paths.Select(path => Path.GetRelativePath(_folder.Path, Path.GetFullPath(path)).Replace('\\', '/'))];
}
