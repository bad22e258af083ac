namespace Tpt.Documentation.Tests;

/// <summary>The sample, as a user runs it: files that are no pictures, and what is told as an error.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly SampleFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_BadFilesAmongPictures_NamesThemAndLeavesThemOut()
    {
        _folder.Copy("banana", "banana", "openmoji.png");
        _folder.Copy("lemon", "lemon", "openmoji.png");
        _folder.Write("a banana", "banana", "a-text.jpg");
        _folder.Write("", "banana", "empty.png");
        File.WriteAllBytes(_folder.Path("lemon", "cut.png"), (await File.ReadAllBytesAsync(_folder.Path("lemon", "openmoji.png")))[..300]);

        var (exitCode, output, error) = await _folder.Run();

        error.Should().BeEmpty();
        exitCode.Should().Be(0);
        output.Should().Contain("5 images, 2 classes: banana, lemon").And.MatchRegex(@"3 of 5 images have no answer and are left out of the tables and the\s+metrics:")
            .And.MatchRegex(@"banana.a-text\.jpg: \S+").And.MatchRegex(@"banana.empty\.png: \S+").And.MatchRegex(@"lemon.cut\.png: \S+")
            .And.Contain("of 2 images. One image is 50.0 points").And.NotContain("NaN");
    }

    [Fact]
    public async Task Run_MoreBadFilesThanTheLogNames_GivesTheReasonOfEach()
    {
        _folder.Copy("banana", "banana", "openmoji.png");
        for (var i = 0; i < 15; i++)
        {
            _folder.Write($"text {i}", "banana", $"{i}.png");
        }

        var run = await _folder.Run();

        run.ExitCode.Should().Be(0);
        run.Lines.Count(line => line.Contains(".png: it looks like text", StringComparison.Ordinal)).Should().Be(15);
    }

    [Fact]
    public async Task Run_FileThatCannotBeOpened_NamesItAndLeavesItOut()
    {
        _folder.Copy("banana", "banana", "openmoji.png");
        _folder.Copy("lemon", "banana", "locked.png");
        using var locked = new FileStream(_folder.Path("banana", "locked.png"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var run = await _folder.Run();

        run.ExitCode.Should().Be(0);
        run.Sentences.Should().Contain("1 of 2 images has no answer and is left out").And.MatchRegex(@"banana.locked\.png: .*another process");
    }

    [Fact]
    public async Task Run_NoPictureAtAll_Fails()
    {
        _folder.Write("a banana", "a-text.jpg");

        var (exitCode, output, error) = await _folder.Run("--classes", "banana,lemon");

        exitCode.Should().Be(1);
        output.Should().Contain("  a-text.jpg: it looks like text");
        error.Should().Be("error: No image has an answer.");
    }

    [Theory]
    [InlineData("--model", "nowhere", "error: There is no CLIP model 'nowhere'.*")]
    [InlineData("--views", "100000", "error: Views.Count is 100000; it must be at least 1 and at most 4096:*")]
    [InlineData("--views", "many", "--views is 'many'; it must be a whole number.")]
    [InlineData("--steps", "-1", "error: Method.Steps is -1; it must be at least 0*")]
    [InlineData("--seed", "1.5", "--seed is '1.5'; it must be a whole number.")]
    [InlineData("--precision", "double", "--precision is 'double'; it must be one of Auto, Float32, BFloat16, Float16, TensorFloat32.")]
    [InlineData("--decoder", "magick", "--decoder is 'magick'; it must be one of SkiaSharp, ImageSharp.")]
    [InlineData("--template", "a photo", "error: Prompt.Template is 'a photo'; it must hold {0} exactly once*")]
    [InlineData("--tokenizer", "nowhere", "error: Model.TokenizerFolder is set, but Model.Path is null*")]
    [InlineData("--classes", "banana,banana", "error: Class name 'banana' stands at 0 and at 1.*")]
    [InlineData("--classes", " , ", "error: --classes ' , ' has no class name in it.")]
    [InlineData("--classes", "nofile.txt", "error: --classes looks like a file, but there is no file '*nofile.txt'. Give a text file*")]
    [InlineData("--classes", "lists/fruit", "error: --classes looks like a file, but there is no file '*fruit'. Give a text file*")]
    [InlineData("--imgaes", "x", "Unrecognized command or argument '--imgaes'.*")]
    public async Task Run_WrongSetting_FailsWithAMessageForAUser(string option, string value, string message)
    {
        _folder.Copy("banana", "banana", "openmoji.png");

        var (exitCode, _, error) = await SampleProcess.Run("--images", _folder.Images, "--save", _folder.Model, option, value);

        exitCode.Should().Be(1);
        error.Should().Match(message).And.NotContain("Parameter").And.NotContain("Actual value").And.NotContain("System.").And.NotContain("   at ");
        error.Split('\n').Length.Should().BeLessThan(5);
    }
}
