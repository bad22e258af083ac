using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Numerics;

/// <summary>What .NET brings to a model's device: views, and the numbers of arrays. Nobody waits for it.</summary>
internal static class DeviceUpload
{
    /// <summary>Integers of .NET on a device, int64 of their number, in the open dispose scope.</summary>
    public static Tensor Of(long[] numbers, Device device) => Move(tensor(numbers, dtype: ScalarType.Int64, device: CPU), device);

    /// <summary>The same of 32-bit floats.</summary>
    public static Tensor Of(float[] numbers, Device device) => Move(tensor(numbers, dtype: ScalarType.Float32, device: CPU), device);

    /// <summary>The same of 64-bit floats, in another dtype.</summary>
    public static Tensor Of(double[] numbers, ScalarType dtype, Device device) => Move(tensor(numbers, dtype: dtype, device: CPU), device);

    /// <summary>
    /// A tensor of the CPU on a device, in the open dispose scope. For a GPU it goes through page-locked memory, so that the copy runs
    /// beside what is computed there and nobody waits for it.
    /// </summary>
    public static Tensor To(Device device, Tensor ofCpu)
    {
        if (device.type != DeviceType.CUDA)
        {
            // On the meta device there is nothing to wait for, and no page-locked memory without a GPU.
            return device.type == DeviceType.CPU ? ofCpu.alias() : ofCpu.to(device);
        }
        using var scope = NewDisposeScope();
        // libtorch keeps page-locked memory until the copies from it are done, even where the tensor is disposed of before.
        return ofCpu.contiguous().pin_memory().to(device, non_blocking: true).MoveToOuterDisposeScope();
    }

    private static Tensor Move(Tensor ofCpu, Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            return ofCpu;
        }
        using (ofCpu)
        {
            return To(device, ofCpu);
        }
    }
}
