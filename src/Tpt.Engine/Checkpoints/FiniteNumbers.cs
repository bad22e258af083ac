using TorchSharp;
using Tpt.Engine.Numerics;
using static System.FormattableString;
using static TorchSharp.torch;

namespace Tpt.Engine.Checkpoints;

/// <summary>Refuses weights that are not finite. One NaN makes every score a NaN.</summary>
internal static class FiniteNumbers
{
    /// <summary>So many numbers are looked at together: the answers take memory too, and a tensor may have billions of numbers.</summary>
    private const long AtOnce = 1 << 20;

    /// <param name="tensor">A contiguous tensor of floats.</param>
    /// <param name="what">What errors call it.</param>
    /// <exception cref="InvalidDataException">A number is infinite or none: the message says which.</exception>
    public static void Require(Tensor tensor, string what)
    {
        using var scope = NewDisposeScope();
        var numbers = tensor.detach().view(-1);
        var count = numbers.shape[0];
        for (long start = 0; start < count; start += AtOnce)
        {
            using var chunk = NewDisposeScope();
            var finite = numbers.narrow(0, start, Math.Min(AtOnce, count - start)).isfinite();
            if (!HostCopy.AllTrue(finite))
            {
                var at = start + HostCopy.Longs(finite.to(ScalarType.Byte).argmin())[0];
                throw new InvalidDataException(Invariant($"{what} is not finite: number {at} of {count} is infinite, none, or too large for {tensor.dtype}."));
            }
        }
    }
}
