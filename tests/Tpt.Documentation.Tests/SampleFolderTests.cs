using SixLabors.ImageSharp;

namespace Tpt.Documentation.Tests;

/// <summary>The sample on folders of all kinds: what is a class, what is a picture, and what the user is told of the rest.</summary>
public sealed class SampleFolderTests : IDisposable
{
    private readonly SampleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_NestedFolders_ReadsThemForTheClassAtTheTopAndSaysSo()
    {
        _folder.Copy("banana", "banana", "openmoji.png");
        _folder.Copy("lemon", "lemon", "2024", "may", "one.png");
        _folder.Copy("lemon", "lemon", "2025", "two.png");

        var run = await _folder.Run();

        run.ExitCode.Should().Be(0);
        run.Sentences.Should().Contain("3 images, 2 classes: banana, lemon")
            .And.MatchRegex(@"2 images lie deeper than in a class folder and count for the folder at the top: lemon.2024.may.one\.png, \.\.\.")
            .And.MatchRegex(@"lemon.2025.two\.png \+ lemon");
    }

    [Fact]
    public async Task Run_EmptyAndHiddenFolders_AreNoClasses()
    {
        _folder.Copy("banana", "banana", "openmoji.png");
        _folder.Copy("lemon", ".ipynb_checkpoints", "openmoji.png");
        _folder.Copy("lemon", "__MACOSX", "._openmoji.png");
        _folder.Copy("lemon", "banana", ".openmoji.png");
        Directory.CreateDirectory(_folder.Path("empty class"));

        var run = await _folder.Run();

        run.ExitCode.Should().Be(0);
        run.Sentences.Should().Contain("1 image, 1 class: banana").And.Contain("There is only one class, so each image gets it with probability 1.")
            .And.Contain("2 folders hold no images and are no classes: __MACOSX, empty class").And.NotContain("ipynb")
            .And.Contain("10 views and 1 tuning step for each image");
    }

    [Fact]
    public async Task Run_FilesOfOtherKinds_AreCountedAsLeftOut()
    {
        _folder.Copy("banana", "banana", "openmoji.png");
        _folder.Copy("banana", "banana", "other.tif");
        _folder.Write("x", "notes.txt");
        _folder.Write("x", "banana", "Thumbs.db");
        _folder.Write("x", "banana", ".DS_Store");

        var run = await _folder.Run();

        run.ExitCode.Should().Be(0);
        run.Sentences.Should().MatchRegex(@"2 files are left out, no image by the extension: notes\.txt, banana.other\.tif CLIP");
    }

    [Fact]
    public async Task Run_FolderThatIsNoneOfTheClasses_IsSaidBeforeTheRun()
    {
        _folder.Copy("banana", "banana", "openmoji.png");
        _folder.Copy("lemon", "lemon", "openmoji.png");

        var run = await _folder.Run("--classes", "banana,citron");

        run.ExitCode.Should().Be(0);
        run.Sentences.Should().MatchRegex(@"1 image lies in a folder that is none of the classes \(lemon\): scored, but left out of the metrics\..*CLIP:.*Scored 2 of 2.*of 1 image\. One");
    }

    [Fact]
    public async Task Run_NoFolderIsAClass_ScoresWithoutMetrics()
    {
        _folder.Copy("banana", "fruit", "openmoji.png");

        var run = await _folder.Run("--classes", "banana,lemon");

        run.ExitCode.Should().Be(0);
        run.Sentences.Should().Contain("banana").And.NotContain("accuracy");
    }

    [Fact]
    public async Task Run_OnePicture_NeedsClasses()
    {
        _folder.Copy("banana", "one.png");
        _folder.Write("banana\n\n lemon \n", "..", "classes.txt");

        var unnamed = await SampleProcess.Run("--images", _folder.Path("one.png"));
        var named = await SampleProcess.Run("--images", _folder.Path("one.png"), "--classes", _folder.Outside("classes.txt"), "--views", "10", "--save", _folder.Model);

        unnamed.ExitCode.Should().Be(1);
        unnamed.Error.Should().EndWith("has no class folders: name the classes with --classes, or score with a saved model by --load.");
        named.ExitCode.Should().Be(0);
        named.Sentences.Should().Contain("1 image, 2 classes: banana, lemon").And.Contain("one.png alone, by a PredictionEngine: banana ");
    }

    [Fact]
    public async Task Run_TiffByImageSharp_IsAnImageAndStaysOneInTheSavedModel()
    {
        _folder.Copy("banana", "banana", "a.png");
        using (var picture = Image.Load(_folder.Path("banana", "a.png")))
        {
            picture.Save(_folder.Path("banana", "b.tif"));
        }

        var builtIn = await _folder.Run("--classes", "banana,lemon");
        var managed = await _folder.Run("--classes", "banana,lemon", "--decoder", "imagesharp");
        var loaded = await SampleProcess.Run("--images", _folder.Images, "--load", _folder.Model);

        builtIn.Sentences.Should().Contain("1 image, 2 classes").And.Contain("b.tif");
        managed.ExitCode.Should().Be(0);
        managed.Sentences.Should().Contain("2 images, 2 classes").And.Contain("of 2 images");
        loaded.Sentences.Should().Contain("2 images, 2 classes").And.Contain("of 2 images");
    }

    [Fact]
    public async Task Run_PicturesBesideClassFolders_Fails()
    {
        _folder.Copy("banana", "banana", "openmoji.png");
        _folder.Copy("lemon", "one.png");

        (await _folder.Run()).Error.Should().EndWith("holds 1 image (one.png) beside class folders (banana). Put it into a class folder, or give a folder without class folders.");
    }

    [Fact]
    public async Task Run_NameWithControlCharacters_DoesNotReachTheTerminal()
    {
        if (OperatingSystem.IsWindows())
        {
            return;     // has no such names
        }
        _folder.Copy("banana", "banana", "a\x1b[2J\n.png");
        _folder.Write("text", "banana", "b\x1b[2J\n.png");

        var run = await _folder.Run();

        run.ExitCode.Should().Be(0);
        run.Output.Should().NotContain("\x1b").And.Contain("a?[2J?.png").And.Contain("b?[2J?.png: it looks like text");
    }

    [Fact]
    public async Task Run_NoPictures_NamesTheExtensions() =>
        (await _folder.Run()).Error.Should().Match("error: '*images' holds no images (.bmp, .gif, .jpeg, .jpg, .png, .webp), neither directly nor in folders named after classes.");

    [Fact]
    public async Task Run_NoSuchFolder_NamesIt() =>
        (await SampleProcess.Run("--images", _folder.Path("nowhere"))).Error.Should().Be($"error: There is no folder or image '{_folder.Path("nowhere")}'.");
}
