using Tpt.Gpu.Launches;

namespace Tpt.Engine.Tests.Gpu;

/// <summary>Where CUPTI is looked for, and what is said where it is not.</summary>
public sealed class CuptiTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public void Find_OneThatIsLoaded_GoesBeforeThoseOfFolders()
    {
        Touch("libcupti.so.12");
        string[] maps =
        [
            "7f00-7f01 r-xp 00000000 08:01 11 /opt/torch/lib/libtorch_cpu.so",
            "7f02-7f03 rw-p 00000000 00:00 0",
            "7f04-7f05 r-xp 00000000 08:01 12 /opt/nvidia/cuda_cupti/lib/libcupti.so.13",
        ];

        CuptiFiles.Find(maps, _folder.FullName).Should().Be("/opt/nvidia/cuda_cupti/lib/libcupti.so.13");
    }

    [Fact]
    public void Find_NoneLoaded_IsInAFolderOfThePath()
    {
        Touch("libcupti_other.so.1");
        Touch("libcupti.so.12");

        CuptiFiles.Find([], string.Join(Path.PathSeparator, "/no/such/folder", "", _folder.FullName)).Should().Be(Path.Combine(_folder.FullName, "libcupti.so.12"));
    }

    [Theory]
    [InlineData("/no/such/folder")]
    [InlineData("")]
    [InlineData(null)]
    public void Find_Nowhere_IsNothing(string? path) => CuptiFiles.Find([], path).Should().BeNull();

    [Fact]
    public void TryLoad_NoFile_SaysWhereItWasLookedFor()
    {
        Cupti.TryLoad(null, out _, out var reason).Should().BeFalse();

        reason.Should().Contain("libcupti.so").And.Contain("LD_LIBRARY_PATH");
    }

    [Fact]
    public void TryLoad_AFileThatIsNoLibrary_SaysWhy()
    {
        Touch("libcupti.so");

        Cupti.TryLoad(Path.Combine(_folder.FullName, "libcupti.so"), out _, out var reason).Should().BeFalse();

        reason.Should().Contain(_folder.FullName).And.NotContain("\n");
    }

    /// <summary>Each function is asked for before any is called.</summary>
    [Fact]
    public void TryLoad_ALibraryWithoutCuptisFunctions_SaysWhichIsMissing()
    {
        var other = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "libSkiaSharp.dll" : OperatingSystem.IsMacOS() ? "libSkiaSharp.dylib" : "libSkiaSharp.so");
        var file = File.Exists(other) ? other : Directory.EnumerateFiles(AppContext.BaseDirectory, Path.GetFileName(other), SearchOption.AllDirectories).First();

        Cupti.TryLoad(file, out _, out var reason).Should().BeFalse();

        reason.Should().Contain("cuptiSubscribe");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Touch(string name) => File.WriteAllBytes(Path.Combine(_folder.FullName, name), []);
}
