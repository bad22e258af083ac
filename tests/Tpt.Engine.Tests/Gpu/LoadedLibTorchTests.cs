using Tpt.Engine.Devices;
using Tpt.Gpu.Loading;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Gpu;

/// <summary>What the program for a GPU says of the libtorch that it found.</summary>
public sealed class LoadedLibTorchTests
{
    [Fact]
    public void Version_OfTheReferencedPackage_IsThatWhichTorchSharpGoesWith() => LoadedLibTorch.Version()!.ToString().Should().Be(LibTorch.Version);

    /// <summary>What libtorch 2.10.0 of the package and Debian's 2.14.1 gave.</summary>
    [Theory]
    [InlineData(0x020a000000000000, "2.10.0")]
    [InlineData(0x020e010000000000, "2.14.1")]
    public void Version_Packed_IsRead(ulong packed, string expected) => LoadedLibTorch.Version(packed).ToString().Should().Be(expected);

    [Fact]
    public void AddsUp_WithTheReferencedPackage_Does() => LoadedLibTorch.AddsUp(CPU).Should().BeTrue();

    /// <summary>A sum that is not one number is what Debian's 2.14.1 gives.</summary>
    [Fact]
    public void Is_WhatIsNotOneNumber_IsNot()
    {
        using var scope = NewDisposeScope();

        LoadedLibTorch.Is(tensor(3f, device: CPU), 3).Should().BeTrue();
        LoadedLibTorch.Is(tensor(2f, device: CPU), 3).Should().BeFalse();
        LoadedLibTorch.Is(tensor([3f, 3f], device: CPU), 3).Should().BeFalse();
        LoadedLibTorch.Is(tensor(3L, device: CPU), 3).Should().BeFalse();
        LoadedLibTorch.Is(empty(0, device: CPU), 3).Should().BeFalse();
    }
}
