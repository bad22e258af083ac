using TorchSharp;
using Tpt.Engine.Imaging;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Views;

/// <summary>
/// Bytes of views to the numbers that a model reads, <c>(v * rescale - mean) / std</c> in fp32, on the device of the views: a quarter of
/// the bytes goes there. The numbers have the bits of <see cref="NormalizationTable"/>.
/// </summary>
internal sealed class ViewNormalization(ImagePreprocessing preprocessing)
{
    private readonly NormalizationTable _table = new(preprocessing);

    /// <summary>The same on this side, for a view as .NET sees it: <c>[3, size, size]</c>.</summary>
    public NormalizationTable Table => _table;

    /// <summary>uint8 <c>[views, 3, size, size]</c> to fp32 of the same shape and device, in the open dispose scope.</summary>
    public Tensor Apply(Tensor bytes)
    {
        using var scope = NewDisposeScope();
        float[] constants = [byte.MaxValue, .. preprocessing.Mean, .. preprocessing.Std];
        var onDevice = DeviceUpload.Of(constants, bytes.device);
        var (divisor, mean, std) = (onDevice[0], onDevice.narrow(0, 1, 3).view(1, 3, 1, 1), onDevice.narrow(0, 4, 3).view(1, 3, 1, 1));
        var numbers = empty(bytes.shape, dtype: ScalarType.Float32, device: bytes.device);
        // View by view the numbers stay in a CPU's caches; a GPU takes all at once.
        var step = bytes.device_type == DeviceType.CPU ? 1 : bytes.shape[0];
        for (long start = 0; start < bytes.shape[0]; start += step)
        {
            using var viewScope = NewDisposeScope();
            var part = numbers.narrow(0, start, step);
            part.copy_(Rescale(bytes.narrow(0, start, step), divisor)).sub_(mean).div_(std);
        }
        return numbers.MoveToOuterDisposeScope();
    }

    // A tensor as the divisor, for a GPU multiplies by the reciprocal of a number, which is not the same bits.
    private Tensor Rescale(Tensor bytes, Tensor divisor) => preprocessing.RescaleFactor == ImagePreprocessing.ByteRescaleFactor
        ? bytes.to(ScalarType.Float32) / divisor
        : bytes.to(ScalarType.Float64).Times(preprocessing.RescaleFactor);
}
