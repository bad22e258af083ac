using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Tpt.Documentation.Tests;

/// <summary>The README's programs, run as a reader runs them: on pictures of the sample.</summary>
public sealed partial class ReadmeProgramTests : IDisposable
{
    private static readonly string _images = Path.Combine(AppContext.BaseDirectory, "images");

    private readonly string _folder = Directory.CreateTempSubdirectory("tpt").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ClassificationProgram_TwoPictures_NamesThemAndSavesTheModel()
    {
        string[] pictures = [PictureOf("banana"), PictureOf("pizza")];

        var output = await Run(0, pictures);

        output.Should().HaveCount(pictures.Length);
        output[0].Should().MatchRegex(@"banana.openmoji\.png: banana \d\.\d\d$");
        output[1].Should().MatchRegex(@"pizza.openmoji\.png: pizza \d\.\d\d$");
        File.Exists(Path.Combine(_folder, "MLModel.zip")).Should().BeTrue();
    }

    [Fact]
    public async Task MetricsProgram_FolderOfClassFolders_PrintsBothAccuracies()
    {
        var set = Directory.CreateDirectory(Path.Combine(_folder, "pictures")).FullName;
        foreach (var name in (string[])["banana", "lemon", "pizza"])
        {
            Directory.CreateDirectory(Path.Combine(set, name));
            File.Copy(PictureOf(name), Path.Combine(set, name, "openmoji.png"));
        }

        var output = await Run(1, set);

        output.Should().HaveCount(2);
        var accuracies = Numbers().Matches(output[0]).Select(match => double.Parse(match.Value, CultureInfo.InvariantCulture));
        accuracies.Should().HaveCount(2).And.OnlyContain(accuracy => accuracy > 0.6);
        output[1].Should().StartWith("calibration error: zero-shot 0.");
    }

    private static string PictureOf(string className) => Path.Combine(_images, className, "openmoji.png");

    /// <summary>Compiles a program of the README and runs it beside what these tests reference.</summary>
    private async Task<string[]> Run(int program, params string[] arguments)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, $"ReadmeProgram{program}.dll");
        var source = Document.Programs("README.md")[program];
        SnippetCompiler.Emit(source, Document.KindOf(source), assembly);
        var tests = Path.ChangeExtension(typeof(ReadmeProgramTests).Assembly.Location, null);
        var start = new ProcessStartInfo("dotnet", ["exec", "--depsfile", $"{tests}.deps.json", "--runtimeconfig", $"{tests}.runtimeconfig.json", assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        (await error).Should().BeEmpty();
        process.ExitCode.Should().Be(0);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    [GeneratedRegex(@"\d\.\d+")]
    private static partial Regex Numbers();
}
