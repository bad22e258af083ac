using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>
/// Makes the layers of a network on one device and in one dtype, whatever the caller's defaults are. TorchSharp's constructors
/// draw the weights from the global generator. For weights that are read from a file they do so on the meta device, where nothing is drawn.
/// </summary>
internal sealed class LayerFactory
{
    private readonly bool _drawsWeights;

    private LayerFactory(Device device, ScalarType dtype, bool drawsWeights) => (Device, DType, _drawsWeights) = (device, dtype, drawsWeights);

    public Device Device { get; }

    public ScalarType DType { get; }

    /// <summary>Where a layer is made before it gets room for its weights.</summary>
    private Device Origin => _drawsWeights ? Device : META;

    /// <summary>Layers with room for weights, which nothing is written to yet. The weights need no gradients.</summary>
    public static LayerFactory Empty(Device device, ScalarType dtype) => new(device, dtype, drawsWeights: false);

    /// <summary>Layers to train, on the CPU and in 32-bit floats, with PyTorch's initial weights from the global generator.</summary>
    public static LayerFactory WithRandomWeights() => new(CPU, ScalarType.Float32, drawsWeights: true);

    /// <summary>The same in another dtype.</summary>
    public LayerFactory In(ScalarType dtype) => new(Device, dtype, _drawsWeights);

    /// <summary>A weight of a module's own.</summary>
    /// <param name="draw">Its initial numbers, on the factory's device.</param>
    /// <param name="shape">Its shape.</param>
    public Parameter Weight(Func<Tensor> draw, params long[] shape)
    {
        if (!_drawsWeights)
        {
            return Room(shape);
        }
        using var scope = NewDisposeScope();
        return (Parameter)new Parameter(draw()).DetachFromDisposeScope();
    }

    public Linear Linear(int inputs, int outputs, bool hasBias = true)
    {
        var layer = nn.Linear(inputs, outputs, hasBias, Origin, DType);
        if (!_drawsWeights)
        {
            layer.weight = Room(outputs, inputs);
            layer.bias = hasBias ? Room(outputs) : null;
        }
        return layer;
    }

    /// <summary>A layer norm, in 32-bit floats always; see <see cref="Float32Norm"/>.</summary>
    public LayerNorm LayerNorm(int size, double eps)
    {
        var layer = nn.LayerNorm(size, eps, device: Origin, dtype: ScalarType.Float32);
        if (!_drawsWeights)
        {
            layer.weight = Room(ScalarType.Float32, size);
            layer.bias = Room(ScalarType.Float32, size);
        }
        return layer;
    }

    public Conv2d Conv2d(int inputs, int outputs, int kernelSize, int stride = 1, int padding = 0, bool hasBias = false)
    {
        var layer = nn.Conv2d(inputs, outputs, kernelSize, stride, padding, bias: hasBias, device: Origin, dtype: DType);
        if (!_drawsWeights)
        {
            layer.weight = Room(outputs, inputs, kernelSize, kernelSize);
            layer.bias = hasBias ? Room(outputs) : null;
        }
        return layer;
    }

    /// <summary>
    /// Batch normalisation, its statistics and weights in 32-bit floats always: libtorch's kernels take them beside 16-bit images. It does not count
    /// the batches that it was trained with: nothing reads that number.
    /// </summary>
    public BatchNorm2d BatchNorm2d(int channels)
    {
        var layer = nn.BatchNorm2d(channels, device: Origin, dtype: ScalarType.Float32);
        layer.num_batches_tracked = null;
        if (!_drawsWeights)
        {
            layer.weight = Room(ScalarType.Float32, channels);
            layer.bias = Room(ScalarType.Float32, channels);
            layer.running_mean = Room(ScalarType.Float32, channels);
            layer.running_var = Room(ScalarType.Float32, channels);
        }
        return layer;
    }

    private Parameter Room(params long[] shape) => Room(DType, shape);

    private Parameter Room(ScalarType dtype, params long[] shape)
        => (Parameter)new Parameter(empty(shape, dtype: dtype, device: Device), requires_grad: false).DetachFromDisposeScope();
}
