using System.Diagnostics;

namespace Tpt.Documentation.Tests;

/// <summary>The sample, as a user runs it, on folders with files that are no pictures.</summary>
public sealed class SampleTests : IDisposable
{
    private static readonly string _images = Path.Combine(AppContext.BaseDirectory, "images");

    private readonly string _folder = Directory.CreateTempSubdirectory("tpt").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_BadFilesAmongPictures_NamesThemWithTheirRowsAndLeavesThemOut()
    {
        CopyPictures("banana", "lemon", ".ipynb_checkpoints");
        File.WriteAllText(Path.Combine(_folder, "banana", "a-text.jpg"), "a banana");
        File.WriteAllBytes(Path.Combine(_folder, "banana", "empty.png"), []);
        File.WriteAllBytes(Path.Combine(_folder, "lemon", "cut.png"), (await File.ReadAllBytesAsync(Path.Combine(_folder, "lemon", "openmoji.png")))[..300]);
        File.WriteAllText(Path.Combine(_folder, "lemon", "._openmoji.png"), "what macOS leaves beside a file");

        var (exitCode, output, error) = await Run();

        error.Should().BeEmpty();
        exitCode.Should().Be(0);
        output.Should().Contain("5 images, 2 classes").And.Contain("3 of 5 images have no answer and are left out of the table and the metrics:")
            .And.MatchRegex(@"row 0, banana.a-text\.jpg: \S+").And.MatchRegex(@"row 1, banana.empty\.png: \S+").And.MatchRegex(@"row 3, lemon.cut\.png: \S+")
            .And.Contain("of 2 images. One image is 50.0 points").And.Contain("banana").And.NotContain("NaN |");
    }

    [Fact]
    public async Task Run_NoPictureAtAll_Fails()
    {
        File.WriteAllText(Path.Combine(_folder, "a-text.jpg"), "a banana");

        var (exitCode, output, error) = await Run("--classes", "banana,lemon");

        exitCode.Should().Be(1);
        output.Should().Contain("row 0, a-text.jpg: ");
        error.Should().Be("error: no image has an answer.");
    }

    [Theory]
    [InlineData("--model", "nowhere", "error: There is no CLIP model 'nowhere'.*")]
    [InlineData("--views", "100000", "error: Views.Count is 100000; it must be at least 1 and at most 4096:*")]
    [InlineData("--classes", "banana,banana", "error: Class name 'banana' stands at 0 and at 1.*")]
    public async Task Run_WrongSetting_FailsWithTheLibrarysOwnMessage(string option, string value, string message)
    {
        CopyPictures("banana");

        var (exitCode, _, error) = await Run(option, value);

        exitCode.Should().Be(1);
        error.Should().Match(message).And.NotContain("\n");
    }

    private void CopyPictures(params string[] classFolders)
    {
        foreach (var name in classFolders)
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
            var source = Path.Combine(_images, Directory.Exists(Path.Combine(_images, name)) ? name : "banana");
            File.Copy(Path.Combine(source, "openmoji.png"), Path.Combine(_folder, name, "openmoji.png"));
        }
    }

    private async Task<(int ExitCode, string Output, string Error)> Run(params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ModelBuilderStyle.dll"), "--images", _folder, "--save", Path.Combine(_folder, "MLModel.zip"), .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, (await error).Trim());
    }
}
