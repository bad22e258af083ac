using System.Text;
using Tpt.Engine.Tests.Packaging;
using Tpt.Packages.Tests.Support;

namespace Tpt.Packages.Tests;

/// <summary>What the package does in the build of an application.</summary>
[Collection(PackagesCollection.Name)]
public sealed class BuildTargetTests(PackedPackages packages)
{
    private const string Relaxed = "is a copy that loads with libstdc++ older than GCC 13's";
    private const string Sentence = "TorchSharp needs a libtorch package for ";

    [Fact]
    public void Application_WithoutLibTorch_IsWarnedAtBuildAndToldTheSameAtRunTime()
    {
        using var project = new Consumer(packages, "NoLibTorch", "Console.cs", libTorch: false);

        var warning = project.Build().ShouldSucceed().Text.Split('\n').First(line => line.Contains("warning TPT0001: ", StringComparison.Ordinal)).Split("TPT0001: ")[1];
        var run = project.RunBuilt();

        var sentence = warning[..warning.IndexOf(" TptCheckLibTorch", StringComparison.Ordinal)];
        sentence.Should().StartWith($"{Sentence}{Consumer.Platform}, ").And.Contain($"'dotnet add package libtorch-cpu-{Consumer.Platform} --version 2.10.0'");
        run.ExitCode.Should().NotBe(0);
        run.Text.Should().Contain($"System.DllNotFoundException: {sentence}").And.NotContain("TypeInitializationException").And.NotContain("LoadNativeBackend");
        Directory.Exists(project.PathOf("out", "cpu")).Should().BeFalse("TorchSharp copies half a gigabyte there, where it finds it");
    }

    [Theory]
    [InlineData("-p:OutputType=Exe", true)]
    [InlineData("-p:OutputType=WinExe", true)]
    [InlineData("-p:OutputType=Library", false)]
    [InlineData("-p:TptCheckLibTorch=false", false)]
    [InlineData("-p:NoWarn=TPT0001", false)]
    public void Build_WithoutLibTorch_WarnsApplicationsThatDoNotTurnItOff(string property, bool warns)
    {
        using var project = new Consumer(packages, "Warned", "Console.cs", libTorch: false);

        project.Dotnet("msbuild", "-restore", "-t:ResolvePackageAssets", property).ShouldSucceed().Text.Contains("warning TPT0001", StringComparison.Ordinal).Should().Be(warns);
    }

    [Theory]
    [InlineData("win-x64", $"{Sentence}win-x64, and the application references none. Run 'dotnet add package libtorch-cpu-win-x64 --version 2.10.0', or 'dotnet add package TorchSharp-cuda-windows --version 0.107.0' for an NVIDIA GPU.")]
    [InlineData("osx-arm64", $"{Sentence}osx-arm64, and the application references none. Run 'dotnet add package libtorch-cpu-osx-arm64 --version 2.10.0'.")]
    [InlineData("linux-musl-x64", "TorchSharp has no native library for linux-musl-x64: only for linux-x64, win-x64, win-arm64 and osx-arm64.")]
    public void Build_ForAnotherPlatform_NamesThatPlatformsPackage(string platform, string sentence)
    {
        using var project = new Consumer(packages, "Elsewhere", "Console.cs", libTorch: false);

        project.Dotnet("msbuild", "-restore", "-t:ResolvePackageAssets", $"-p:RuntimeIdentifier={platform}", "-p:SelfContained=false", "-p:UseAppHost=false")
            .ShouldSucceed().Text.Should().Contain($"warning TPT0001: {sentence}");
    }

    /// <summary>The rule, with libraries made up for the test in place of the system's; which library the output would have.</summary>
    [Theory]
    [InlineData("GLIBCXX_3.4.30", "", "", true)]
    [InlineData("GLIBCXX_3.4.32", "", "", false)]
    [InlineData("GLIBCXX_3.4.32", "", "true", true)]
    [InlineData("GLIBCXX_3.4.30", "", "false", false)]
    [InlineData("GLIBCXX_3.4.30", "linux-x64", "", true)]
    [InlineData("GLIBCXX_3.4.32", "linux-x64", "", false)]
    [InlineData(null, "", "", true)]
    public void TorchSharpLibrary_BySystemPlatformAndProperty_IsRelaxedOrNot(string? systemVersion, string platform, string property, bool isRelaxed)
    {
        if (!OperatingSystem.IsLinux())
        {
            (platform, isRelaxed) = (platform.Length == 0 ? "linux-x64" : platform, property != "false");
        }
        using var project = new Consumer(packages, "Relaxed", "Console.cs");
        var system = Directory.CreateDirectory(project.PathOf("system")).FullName;
        if (systemVersion is not null)
        {
            File.WriteAllBytes(Path.Combine(system, "libstdc++.so.6"), Encoding.ASCII.GetBytes($"\0GLIBCXX_3.4.3\0{systemVersion}\0"));
        }

        var output = project.Dotnet("msbuild", "-restore", "-t:ResolvePackageAssets", $"-p:TptSystemLibraryFolders={system}", $"-p:TptRelaxTorchSharpLibrary={property}",
            platform.Length == 0 ? "-p:Configuration=Release" : $"-p:RuntimeIdentifier={platform}", "-p:SelfContained=false", "-p:UseAppHost=false").ShouldSucceed().Text;

        output.Split(Relaxed).Length.Should().Be(isRelaxed ? 2 : 1, "it says in one line that it did: {0}", output);
        var copies = Directory.GetFiles(project.PathOf("obj"), "libLibTorchSharp.so", SearchOption.AllDirectories);
        copies.Should().HaveCount(isRelaxed ? 1 : 0);
        copies.SelectMany(ElfVersionNeeds.Read).Should().NotContain(need => need.Version == "GLIBCXX_3.4.32");
    }

    [Fact]
    public void TorchSharpLibrary_ForWindows_IsLeftAlone()
    {
        using var project = new Consumer(packages, "Windows", "Console.cs", libTorch: false);

        project.Dotnet("msbuild", "-restore", "-t:ResolvePackageAssets", "-p:RuntimeIdentifier=win-x64", "-p:SelfContained=false", "-p:UseAppHost=false")
            .ShouldSucceed().Text.Should().NotContain(Relaxed);
    }

    [Fact]
    public void Build_ArtifactsFolderElsewhere_LeavesNothingBesideTheProject()
    {
        using var project = new Consumer(packages, "Artifacts", "Console.cs");
        var elsewhere = Path.Combine(packages.Root, "elsewhere");

        project.Dotnet("build", "--artifacts-path", elsewhere, "-p:TptRelaxTorchSharpLibrary=true").ShouldSucceed().Text.Should().Contain(Relaxed);

        Directory.GetDirectories(project.Folder).Should().BeEmpty();
        Directory.GetFiles(elsewhere, "libLibTorchSharp.so", SearchOption.AllDirectories).Should().Contain(file => file.Contains($"{Path.DirectorySeparatorChar}tpt{Path.DirectorySeparatorChar}"));
        Directory.Delete(elsewhere, recursive: true);
    }
}
