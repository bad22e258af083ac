namespace Tpt.Documentation.Tests;

/// <summary>The sample without a native library, as on a machine that the output was copied to.</summary>
public sealed class SampleNativeLibraryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tpt-sample").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("torch", "error: TorchSharp needs a libtorch package for linux-x64, and the application references none. Run 'dotnet add package libtorch-cpu-linux-x64 *")]
    [InlineData("SkiaSharp", "error: A native library cannot be loaded: Unable to load shared library 'libSkiaSharp' or one of its dependencies. Build the sample again *")]
    public async Task Run_MissingNativeLibrary_SaysWhatToDo(string missing, string message)
    {
        CopySampleWithout(missing);

        var run = await SampleProcess.RunIn(_folder);

        run.ExitCode.Should().Be(1);
        run.Error.Trim().Should().Match(message).And.NotContain("   at ");
    }

    [Fact]
    public async Task Run_LibTorchThatDoesNotLoad_SaysSoAndNamesNoPackageToAdd()
    {
        CopySampleWithout("torch");
        await File.WriteAllTextAsync(Path.Combine(_folder, "libtorch_cpu.so"), "no library");

        var run = await SampleProcess.RunIn(_folder);

        run.ExitCode.Should().Be(1);
        run.Error.Trim().Should().Match("error: libtorch is there ('*libtorch_cpu.so'), and this system cannot load it*").And.NotContain("   at ").And.NotContain("dotnet add package");
    }

    /// <summary>What the sample needs before it comes to the model: libtorch's half gigabyte is never copied.</summary>
    private void CopySampleWithout(string missing)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(AppContext.BaseDirectory, file);
            var isNative = path.StartsWith(Path.Combine("runtimes", "linux-x64"), StringComparison.Ordinal);
            var isNeeded = isNative
                ? Path.GetFileName(path).Contains("Skia", StringComparison.Ordinal) && !Path.GetFileName(path).Contains(missing, StringComparison.Ordinal)
                : !path.StartsWith("runtimes", StringComparison.Ordinal);
            if (isNeeded)
            {
                var target = Path.Combine(_folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }
}
