using System.Runtime.InteropServices;
using Tpt.Gpu.Launches;

namespace Tpt.Engine.Tests.Gpu;

/// <summary>What CUPTI calls, called as CUPTI does: by its address, with a struct that lies in native memory as cupti_callbacks.h has it on 64 bits.</summary>
public sealed unsafe class CuptiCallbackTests : IDisposable
{
    private const int Size = 72;

    private readonly LaunchCount _count = new();
    private readonly GCHandle _handle;
    private readonly nint _data = Marshal.AllocHGlobal(Size);

    public CuptiCallbackTests() => _handle = GCHandle.Alloc(_count);

    [Theory]
    [InlineData(CuptiCallback.Driver, 0, "cuLaunchKernel", 1)]
    [InlineData(CuptiCallback.Runtime, 0, "cudaLaunchKernel_v7000", 1)]
    [InlineData(CuptiCallback.Driver, 1, "cuLaunchKernel", 0)]
    [InlineData(CuptiCallback.Driver, 0, "cuMemAlloc_v2", 0)]
    // The domain of resources, whose data is another struct.
    [InlineData(3, 0, "cuLaunchKernel", 0)]
    public void Address_CalledWithACall_CountsTheBeginningOfALaunch(int domain, int site, string function, int kernels)
    {
        Call(domain, site, function);

        _count.Kernels.Should().Be(kernels);
    }

    [Fact]
    public void Address_WithoutANameOrData_CountsNothing()
    {
        Fill(0, 0);
        var callback = (delegate* unmanaged[Cdecl]<nint, int, uint, nint, void>)CuptiCallback.Address;

        callback(GCHandle.ToIntPtr(_handle), CuptiCallback.Driver, 307, _data);
        callback(GCHandle.ToIntPtr(_handle), CuptiCallback.Driver, 307, 0);

        _count.Kernels.Should().Be(0);
    }

    [Fact]
    public void CallbackData_In64Bits_LiesAsInTheHeader()
    {
        sizeof(CuptiCallbackData).Should().Be(Size);
        Marshal.OffsetOf<CuptiCallbackData>(nameof(CuptiCallbackData.FunctionName)).Should().Be(8);
        Marshal.OffsetOf<CuptiCallbackData>(nameof(CuptiCallbackData.SymbolName)).Should().Be(32);
        Marshal.OffsetOf<CuptiCallbackData>(nameof(CuptiCallbackData.ContextUid)).Should().Be(48);
        Marshal.OffsetOf<CuptiCallbackData>(nameof(CuptiCallbackData.CorrelationId)).Should().Be(64);
    }

    public void Dispose()
    {
        Marshal.FreeHGlobal(_data);
        _handle.Free();
        _count.Dispose();
    }

    private void Call(int domain, int site, string function)
    {
        var name = Marshal.StringToCoTaskMemUTF8(function);
        Fill(site, name);
        var callback = (delegate* unmanaged[Cdecl]<nint, int, uint, nint, void>)CuptiCallback.Address;
        callback(GCHandle.ToIntPtr(_handle), domain, 307, _data);
        Marshal.FreeCoTaskMem(name);
    }

    /// <summary>What is not read is no address: whoever reads it ends the process.</summary>
    private void Fill(int site, nint name)
    {
        new Span<byte>((void*)_data, Size).Fill(0xee);
        Marshal.WriteInt32(_data, 0, site);
        Marshal.WriteIntPtr(_data, 8, name);
    }
}
