using TorchSharp;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Devices;

/// <summary>Chooses where a model runs.</summary>
internal static class TorchDevice
{
    /// <summary>Which device it is, in words: the same in the README, the options and the log.</summary>
    internal const string Rule = "a GPU where the application references a CUDA build of libtorch and one is there, unless GpuDeviceId says otherwise";

    /// <summary>Asks for the CPU even where there is a GPU.</summary>
    public const int CpuId = -1;

    /// <summary>The device for a GPU id as ML.NET users give it.</summary>
    /// <param name="gpuDeviceId">
    /// The index of a CUDA device; <see cref="CpuId"/> for the CPU; <see langword="null"/> for the first CUDA device where
    /// libtorch has CUDA and finds one, and the CPU elsewhere.
    /// </param>
    /// <param name="fallbackToCpu">Whether a CUDA device that is not there gives the CPU rather than an error.</param>
    /// <param name="fallbackReason">Why the CPU was taken in place of the device asked for; <see langword="null"/> where it was not.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gpuDeviceId"/> is below -1.</exception>
    /// <exception cref="DllNotFoundException">libtorch is not there, or this system cannot load it.</exception>
    /// <exception cref="InvalidOperationException">The CUDA device is not there, and <paramref name="fallbackToCpu"/> is false.</exception>
    public static Device Select(int? gpuDeviceId, bool fallbackToCpu, out string? fallbackReason)
    {
        fallbackReason = null;
        if (gpuDeviceId < CpuId)
        {
            throw new ArgumentOutOfRangeException(nameof(gpuDeviceId), gpuDeviceId,
                "The GPU device id must be the index of a CUDA device, -1 for the CPU, or null to choose by itself.");
        }
        LibTorch.Require();
        if (gpuDeviceId == CpuId)
        {
            return CPU;
        }
        var devices = cuda.is_available() ? cuda.device_count() : 0;
        if (devices > (gpuDeviceId ?? 0))
        {
            return device(DeviceType.CUDA, gpuDeviceId ?? 0);
        }
        if (gpuDeviceId is null)
        {
            return CPU;
        }
        var reason = devices == 0
            ? Invariant($"GPU {gpuDeviceId} was asked for, but this process has no CUDA device: either the CPU build of libtorch is referenced or no NVIDIA driver is present")
            : Invariant($"GPU {gpuDeviceId} was asked for, but this machine's CUDA devices are 0 to {devices - 1}");
        if (!fallbackToCpu)
        {
            throw new InvalidOperationException($"{reason}. Reference a CUDA build of libtorch, choose another GpuDeviceId, or set FallbackToCpu.");
        }
        fallbackReason = reason;
        return CPU;
    }
}
