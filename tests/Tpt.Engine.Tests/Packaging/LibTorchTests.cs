using System.Reflection;
using TorchSharp;
using Tpt.Engine.Devices;

namespace Tpt.Engine.Tests.Packaging;

/// <summary>What is said where an application has no libtorch. That it is said is tested in Tpt.Packages.Tests, by an application.</summary>
public sealed class LibTorchTests
{
    private const string NotFound = "Unable to load shared library 'torch_cpu' or one of its dependencies.";

    [Fact]
    public void Require_WhereLibTorchIs_LoadsItOnceAndAgain()
    {
        LibTorch.Require();
        LibTorch.Require();

        using var one = torch.ones(1);
        one.item<float>().Should().Be(1);
    }

    [Theory]
    [InlineData("linux-x64", "dotnet add package TorchSharp-cuda-linux --version 0.107.0")]
    [InlineData("win-x64", "dotnet add package TorchSharp-cuda-windows --version 0.107.0")]
    public void Explain_PlatformWithCpuAndCudaPackages_NamesBoth(string platform, string cuda)
        => LibTorch.Explain(NotFound, platform).Should().Contain($"'dotnet add package libtorch-cpu-{platform} --version 2.10.0'").And.Contain(cuda);

    [Theory]
    [InlineData("win-arm64")]
    [InlineData("osx-arm64")]
    public void Explain_PlatformWithACpuPackageAlone_NamesNoOther(string platform)
        => LibTorch.Explain(NotFound, platform).Should().EndWith($"Run 'dotnet add package libtorch-cpu-{platform} --version 2.10.0'.");

    [Theory]
    [InlineData("linux-arm64")]
    [InlineData("linux-musl-x64")]
    [InlineData("osx-x64")]
    public void Explain_PlatformWithoutTorchSharp_NamesThoseThatHaveIt(string platform)
        => LibTorch.Explain(NotFound, platform).Should().Be($"TorchSharp has no native library for {platform}: only for linux-x64, win-x64, win-arm64 and osx-arm64.");

    [Fact]
    public void Explain_OldLibStdCpp_NamesTheBuildProperty()
        => LibTorch.Explain("/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by libLibTorchSharp.so)", "linux-x64")
            .Should().Contain("TptRelaxTorchSharpLibrary").And.NotContain("dotnet add package");

    [Theory]
    [InlineData("win-x64", "Microsoft.VCRedist.2015+.x64", "vc_redist.x64.exe")]
    [InlineData("win-arm64", "Microsoft.VCRedist.2015+.arm64", "vc_redist.arm64.exe")]
    public void Explain_WindowsWithoutTheVisualCppRuntime_SaysWhatToInstallAndNoPackage(string platform, string winget, string file)
        => LibTorch.Explain("Unable to load DLL 'torch_cpu'", platform, @"C:\app\torch_cpu.dll", "MSVCP140.dll", "VCRUNTIME140_1.dll")
            .Should().StartWith("This Windows lacks MSVCP140.dll, VCRUNTIME140_1.dll, the Visual C++ runtime that libtorch needs")
            .And.Contain($"'winget install {winget}'").And.Contain(file).And.NotContain("dotnet add package");

    [Fact]
    public void Explain_WindowsWithoutPackageAndRuntime_NamesBothAtOnce()
        => LibTorch.Explain("Unable to load DLL 'torch_cpu'", "win-x64", found: null, "MSVCP140.dll")
            .Should().Contain("'dotnet add package libtorch-cpu-win-x64 --version 2.10.0'").And.Contain("winget install");

    [Fact]
    public void Explain_LibraryThatIsThereAndDoesNotLoad_GivesTheReasonAndNoPackageToAdd()
        => LibTorch.Explain("An attempt was made to load a program with an incorrect format.", "win-x64", @"C:\app\torch_cpu.dll")
            .Should().Contain(@"'C:\app\torch_cpu.dll'").And.Contain("incorrect format").And.NotContain("dotnet add package");

    /// <summary>As the loader says it where LD_LIBRARY_PATH names the libraries of a PyTorch 2.14.</summary>
    [Fact]
    public void Explain_LibTorchOfAnotherVersion_NamesTheSymbolAndTheVersionAndNoPackageToAdd()
        => LibTorch.Explain("Unable to load shared library 'LibTorchSharp' or one of its dependencies.\n/app/libLibTorchSharp.so: undefined symbol: _ZN2at7Dimname10fromSymbolEN3c106SymbolE\nlibLibTorchSharp: cannot open", "linux-x64")
            .Should().Contain("/app/libLibTorchSharp.so: undefined symbol: _ZN2at7Dimname10fromSymbolEN3c106SymbolE. TorchSharp 0.107.0 was built for libtorch 2.10.0")
            .And.NotContain("dotnet add package").And.NotContain("cannot open");

    [Fact]
    public void Missing_OnASystemThatScores_IsNothing() => VisualCppRuntime.Missing().Should().BeEmpty();

    [Fact]
    public void Versions_AreThoseOfTorchSharpAndOfTheRepository()
    {
        var torchSharp = typeof(torch).Assembly;

        torchSharp.GetName().Version!.ToString(3).Should().Be(LibTorch.TorchSharpVersion);
        typeof(torch).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Where(field => field.IsLiteral)
            .Select(field => field.GetRawConstantValue()).Should().Contain($"{LibTorch.Version}.0", "TorchSharp names the package that it goes with");
    }
}
