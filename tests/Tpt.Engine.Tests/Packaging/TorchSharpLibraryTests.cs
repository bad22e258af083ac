using System.Globalization;

namespace Tpt.Engine.Tests.Packaging;

/// <summary>What the build target of Tpt.Engine does to TorchSharp's Linux library, seen in this project's own output.</summary>
public sealed class TorchSharpLibraryTests
{
    private const string Prefix = "GLIBCXX_3.4.";

    private static readonly string _library =
        Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

    [Fact]
    public void OutputLibrary_AsksForNoNewerLibStdCppThanGcc12s()
    {
        var versions = ElfVersionNeeds.Read(_library)
            .Where(need => need.Library == "libstdc++.so.6" && need.Version.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(need => int.Parse(need.Version[Prefix.Length..], CultureInfo.InvariantCulture))
            .ToArray();

        versions.Should().NotBeEmpty().And.OnlyContain(version => version <= 30);
    }

    [Fact]
    public void OutputLibrary_EveryVersionRecordHasTheHashOfItsName()
        => ElfVersionNeeds.Read(_library).Should().OnlyContain(need => need.Hash == ElfVersionNeeds.Hash(need.Version));

    [Fact]
    public void PackageInTheNuGetCache_IsUntouched()
    {
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var original = Path.Combine(packages, "torchsharp", "0.107.0", "runtimes", "linux-x64", "native", "libLibTorchSharp.so");

        ElfVersionNeeds.Read(original).Should().Contain(need => need.Version == "GLIBCXX_3.4.32");
        File.ReadAllBytes(original).Zip(File.ReadAllBytes(_library)).Count(pair => pair.First != pair.Second)
            .Should().BeInRange(1, 8, "one hash and one name offset change, and nothing else");
    }
}
