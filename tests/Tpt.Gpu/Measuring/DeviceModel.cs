using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Approximations;
using Tpt.Engine.Configuration;
using Tpt.Engine.Devices;
using Tpt.Engine.Modules;
using static TorchSharp.torch;

namespace Tpt.Gpu.Measuring;

/// <summary>A copy of synthetic weights on a device in one precision, as loading a checkpoint would make it.</summary>
internal sealed class DeviceModel : IDisposable
{
    private readonly TensorFloat32? _tensorFloat32;

    /// <param name="weights">The weights, in 32-bit floats on the CPU.</param>
    /// <param name="config">Their architecture.</param>
    /// <param name="device">Where the copy is.</param>
    /// <param name="precision">What it computes in.</param>
    /// <exception cref="ArgumentException">The device does not have the precision.</exception>
    public DeviceModel(ClipNetwork weights, ClipConfig config, Device device, TptPrecision precision)
    {
        var dtype = PrecisionSelection.Select(precision, device);
        _tensorFloat32 = device.type == TorchSharp.DeviceType.CUDA ? TensorFloat32.Use(precision == TptPrecision.TensorFloat32) : null;
        Network = SyntheticNetwork.Convert(weights, config, dtype, keepFloat32: false, device);
        Network.ViewChunkSize = ViewChunkSizing.Automatic(config.Vision, device.type);
    }

    public ClipNetwork Network { get; }

    public void Dispose()
    {
        Network.Dispose();
        _tensorFloat32?.Dispose();
    }
}
