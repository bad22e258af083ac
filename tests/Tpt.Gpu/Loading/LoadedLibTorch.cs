using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Tpt.Gpu.Loading;

/// <summary>The libtorch that this process has loaded, which is the machine's.</summary>
internal static unsafe class LoadedLibTorch
{
    /// <summary>Its version; null where it does not say, as those before 2.9.</summary>
    public static Version? Version() => NativeLibrary.TryLoad("torch_cpu", typeof(TorchSharp.torch).Assembly, searchPath: null, out var library)
        && NativeLibrary.TryGetExport(library, "aoti_torch_abi_version", out var function)
            ? Version(((delegate* unmanaged[Cdecl]<ulong>)function)())
            : null;

    /// <param name="packed">The numbers of the version, a byte each from the highest on.</param>
    internal static Version Version(ulong packed) => new((int)(packed >> 56), (int)(packed >> 48) & 0xff, (int)(packed >> 40) & 0xff);

    /// <summary>
    /// Adds up ones on a device. Where tensors lie otherwise in memory than in the libtorch that TorchSharp's library was built for, it reads something else,
    /// if the process goes on at all.
    /// </summary>
    /// <returns>Whether their sum is their number.</returns>
    public static bool AddsUp(Device device, long ones = 1000)
    {
        using var scope = NewDisposeScope();
        return Is(TorchSharp.torch.ones([ones], dtype: ScalarType.Float32, device: device).sum(), ones);
    }

    /// <summary>Whether a tensor is one 32-bit float, and this one.</summary>
    internal static bool Is(Tensor number, float expected) => number.numel() == 1 && number.dtype == ScalarType.Float32 && number.item<float>() == expected;
}
