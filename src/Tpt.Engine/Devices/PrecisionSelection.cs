using System.Runtime.Intrinsics.X86;
using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Validation;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Devices;

/// <summary>From the precision that was asked for to the dtype of the image tower.</summary>
internal static class PrecisionSelection
{
    /// <summary>The compute capability from which on a GPU has units for bfloat16 and TensorFloat-32.</summary>
    private const int Ampere = 8;

    /// <param name="precision">What was asked for.</param>
    /// <param name="device">Where the model is.</param>
    /// <param name="capability">The compute capability of a GPU; null to ask its driver.</param>
    /// <exception cref="ArgumentException">The precision is none that there is, or none for this device.</exception>
    public static ScalarType Select(TptPrecision precision, Device device, Func<Device, int?>? capability = null) => (precision, device.type) switch
    {
        (TptPrecision.Auto, DeviceType.CUDA) => (capability ?? CudaDriver.ComputeCapability)(device) >= Ampere ? ScalarType.BFloat16 : ScalarType.Float16,
        (TptPrecision.TensorFloat32, DeviceType.CUDA) => (capability ?? CudaDriver.ComputeCapability)(device) is < Ampere and var old
            ? throw OptionCheck.Unfit(
                "Approximations.Precision", Invariant($"Approximations.Precision is TensorFloat32, but the compute capability of {device} is {old}, and units for it begin with {Ampere}; use Float16, Float32 or Auto."))
            : ScalarType.Float32,
        (TptPrecision.TensorFloat32, _) => throw OptionCheck.Unfit(
            "Approximations.Precision", "Approximations.Precision is TensorFloat32, but the model is on the CPU, which has no units for it; use Float32, BFloat16 or Auto."),
        (TptPrecision.Auto, DeviceType.CPU) when CpuHasBFloat16Units() => ScalarType.BFloat16,
        (TptPrecision.Auto or TptPrecision.Float32, _) => ScalarType.Float32,
        (TptPrecision.BFloat16, _) => ScalarType.BFloat16,
        (TptPrecision.Float16, DeviceType.CPU) => throw OptionCheck.Unfit(
            "Approximations.Precision", "Approximations.Precision is Float16, but the model is on the CPU, where 16-bit floats take minutes an image; use BFloat16 or Auto."),
        (TptPrecision.Float16, _) => ScalarType.Float16,
        _ => throw new ArgumentOutOfRangeException(nameof(precision), precision, "Precision must be Auto, Float32, BFloat16, Float16 or TensorFloat32."),
    };

    /// <summary>AVX512_BF16 is CPUID leaf 7, subleaf 1, EAX bit 5; AMX-BF16 is leaf 7, subleaf 0, EDX bit 22.</summary>
    private static bool CpuHasBFloat16Units()
    {
        if (!X86Base.IsSupported || X86Base.CpuId(0, 0).Eax < 7)
        {
            return false;
        }
        var avx512Bf16 = X86Base.CpuId(7, 0).Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
        return avx512Bf16 || (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;
    }
}
