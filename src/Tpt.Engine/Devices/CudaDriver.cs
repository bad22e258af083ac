using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Tpt.Engine.Devices;

/// <summary>What NVIDIA's driver says of a GPU that libtorch computes on; TorchSharp does not ask it.</summary>
internal static class CudaDriver
{
    private const int CapabilityMajor = 75;

    private delegate int Initialize(uint flags);

    private delegate int GetDevice(out int device, int ordinal);

    private delegate int GetAttribute(out int value, int attribute, int device);

    /// <summary>The first number of the compute capability, such as 8 for an A100 and 9 for an H100; null where the driver is not there or does not say.</summary>
    /// <param name="device">The device, by its index among those that the process sees, as libtorch counts them.</param>
    public static int? ComputeCapability(Device device)
    {
        // The driver's library is the system's, and stays loaded: libtorch has loaded it too.
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver)
            || !TryGet<Initialize>(driver, "cuInit", out var initialize)
            || !TryGet<GetDevice>(driver, "cuDeviceGet", out var get)
            || !TryGet<GetAttribute>(driver, "cuDeviceGetAttribute", out var ask))
        {
            return null;
        }
        return initialize(0) == 0 && get(out var handle, Math.Max(0, device.index)) == 0 && ask(out var major, CapabilityMajor, handle) == 0 ? major : null;
    }

    private static bool TryGet<TDelegate>(nint library, string name, out TDelegate function)
        where TDelegate : Delegate
    {
        var found = NativeLibrary.TryGetExport(library, name, out var address);
        function = found ? Marshal.GetDelegateForFunctionPointer<TDelegate>(address) : null!;
        return found;
    }
}
