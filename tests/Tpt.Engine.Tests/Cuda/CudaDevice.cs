using Tpt.Engine.Approximations;
using Tpt.Engine.Devices;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>The GPU that these tests run on: the first one, unless who starts them says otherwise.</summary>
internal static class CudaDevice
{
    private const int Ampere = 8;

    /// <summary>The device as <see cref="ModelOptions.GpuDeviceId"/> names it; -1 for none. To be set before the tests are looked for.</summary>
    public static int Id { get; set; }

    /// <summary>
    /// Whether the tests run on the CPU in the GPU's place, as far as they can, which says that they are sound and nothing of a GPU. Only
    /// <c>tests/Tpt.Gpu</c> asks for it.
    /// </summary>
    public static bool IsRehearsal { get; set; }

    /// <summary>Why a test is not run; null where it is.</summary>
    /// <param name="rehearses">Whether the CPU can stand in.</param>
    public static string? NotRunBecause(bool rehearses) => IsRehearsal
        ? rehearses ? null : "not run: the CPU cannot stand in"
        : Id >= 0 && Count() > Id ? null : "not run: no CUDA device";

    /// <summary>How many devices this process sees.</summary>
    public static int Count()
    {
        LibTorch.Require();
        return cuda.is_available() ? cuda.device_count() : 0;
    }

    /// <summary>The device.</summary>
    public static Device Device => Id < 0 ? CPU : new Device(TorchSharp.DeviceType.CUDA, Id);

    /// <summary>The precisions that it computes in.</summary>
    public static IEnumerable<TptPrecision> Precisions => IsRehearsal
        ? [TptPrecision.Float32, TptPrecision.BFloat16]
        : CudaDriver.ComputeCapability(Device) >= Ampere
            ? [TptPrecision.Float32, TptPrecision.TensorFloat32, TptPrecision.BFloat16, TptPrecision.Float16]
            : [TptPrecision.Float32, TptPrecision.Float16];

    /// <summary>The built-in model on it, unless another is asked for.</summary>
    public static ClipModel Load(TptPrecision precision = TptPrecision.Float32, ModelOptions? options = null)
        => ClipModel.Load((options ?? new ModelOptions()) with { GpuDeviceId = Id }, new ApproximationOptions { Precision = precision });
}
