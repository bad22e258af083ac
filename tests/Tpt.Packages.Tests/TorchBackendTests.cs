using System.Text.Json;
using Tpt.Packages.Tests.Support;

namespace Tpt.Packages.Tests;

/// <summary>Which native libtorch an application of this repository gets. Projects are evaluated and not built.</summary>
public sealed class TorchBackendTests
{
    private static readonly string _sample = Path.Combine(PackedPackages.Repository, "samples", "ModelBuilderStyle", "ModelBuilderStyle.csproj");

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("win-x64")]
    [InlineData("win-arm64")]
    [InlineData("osx-arm64")]
    public void LibTorch_PublishedForAPlatform_IsThatPlatforms(string platform)
        => LibTorchOf($"-p:RuntimeIdentifier={platform}").Should().Equal($"libtorch-cpu-{platform}");

    [Fact]
    public void LibTorch_WithoutAPlatform_IsThatOfTheBuildingMachine()
    {
        var machine = Evaluate("-getProperty:NETCoreSdkPortableRuntimeIdentifier").Trim();

        LibTorchOf("-p:Configuration=Release").Should().Equal($"libtorch-cpu-{machine}");
    }

    [Theory]
    [InlineData("cuda-linux", "linux-x64", "TorchSharp-cuda-linux")]
    [InlineData("cuda-linux", "", "TorchSharp-cuda-linux")]
    [InlineData("cuda-windows", "win-x64", "TorchSharp-cuda-windows")]
    [InlineData("cuda-windows", "", "TorchSharp-cuda-windows")]
    public void LibTorch_ForAGpu_IsOnePackage(string backend, string platform, string package)
        => LibTorchOf($"-p:TorchBackend={backend}", $"-p:RuntimeIdentifier={platform}").Should().Equal(package);

    [Theory]
    [InlineData("linux-arm64", "cpu", "TorchSharp has no native library for linux-arm64: only for linux-x64, win-x64, win-arm64 and osx-arm64.")]
    [InlineData("linux-musl-x64", "cpu", "TorchSharp has no native library for linux-musl-x64: ")]
    [InlineData("osx-x64", "cpu", "TorchSharp has no native library for osx-x64: ")]
    [InlineData("win-x86", "cpu", "TorchSharp has no native library for win-x86: ")]
    [InlineData("win-x64", "cuda-linux", "TorchBackend is 'cuda-linux', which has native libraries for linux-x64 alone, and the output is for win-x64.")]
    [InlineData("linux-x64", "cuda-windows", "TorchBackend is 'cuda-windows', which has native libraries for win-x64 alone, and the output is for linux-x64.")]
    [InlineData("win-arm64", "cuda-windows", "TorchBackend is 'cuda-windows', which has native libraries for win-x64 alone, and the output is for win-arm64.")]
    [InlineData("linux-x64", "cuda", "TorchBackend is 'cuda'; it must be cpu, cuda-windows or cuda-linux.")]
    public void Build_PlatformThatHasNoPackage_IsAnErrorBeforeTheRestore(string platform, string backend, string error)
    {
        var output = Dotnet.Run(PackedPackages.Repository, PackedPackages.GlobalPackages,
            "msbuild", _sample, "-nologo", "-t:CollectPackageReferences", $"-p:RuntimeIdentifier={platform}", $"-p:TorchBackend={backend}");

        output.ExitCode.Should().NotBe(0);
        output.Text.Should().Contain($" error : {error}");
    }

    /// <summary>The packages that bring native code of libtorch, by name.</summary>
    private static string[] LibTorchOf(params string[] properties)
    {
        using var items = JsonDocument.Parse(Evaluate(["-getItem:PackageReference", .. properties]));
        return [.. items.RootElement.GetProperty("Items").GetProperty("PackageReference").EnumerateArray()
            .Select(item => item.GetProperty("Identity").GetString()!)
            .Where(name => name.StartsWith("libtorch-", StringComparison.Ordinal) || name.StartsWith("TorchSharp-", StringComparison.Ordinal))];
    }

    private static string Evaluate(params string[] arguments)
        => Dotnet.Run(PackedPackages.Repository, PackedPackages.GlobalPackages, ["msbuild", _sample, .. arguments]).ShouldSucceed().Text;
}
