using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Numerics;

/// <summary>What an image brings to the model's device.</summary>
internal static class DeviceUpload
{
    /// <summary>
    /// A tensor of the CPU on a device, in the open dispose scope. For a GPU it goes through page-locked memory, so that the copy runs
    /// beside what is computed there and nobody waits for it.
    /// </summary>
    public static Tensor To(Device device, Tensor ofCpu)
    {
        if (device.type == DeviceType.CPU)
        {
            return ofCpu.alias();
        }
        using var scope = NewDisposeScope();
        // libtorch keeps page-locked memory until the copies from it are done, even where the tensor is disposed of before.
        return ofCpu.contiguous().pin_memory().to(device, non_blocking: true).MoveToOuterDisposeScope();
    }
}
