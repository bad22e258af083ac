using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Numerics;

/// <summary>
/// The operations of a tensor with a number, and sums, which take the factor 1 as a number. TorchSharp's own operators wrap the
/// number in a <see cref="Scalar"/>, hand its native handle to libtorch and keep nothing alive: a collection during the call frees
/// the number while libtorch reads it. Here every number is held until the call returns. A test reads the compiled code and
/// allows no other.
/// </summary>
internal static class HeldNumbers
{
    private static readonly Scalar _zero = 0;
    private static readonly Scalar _one = 1;

    /// <summary><c>a + b</c>.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, _one);

    /// <summary><c>a + b</c>.</summary>
    public static Tensor Plus(this Tensor a, long b)
    {
        using Scalar number = b;
        return a.add(number, _one);
    }

    /// <summary><c>a ← a + b</c>.</summary>
    public static Tensor PlusInPlace(this Tensor a, Tensor b) => a.add_(b, _one);

    /// <summary><c>a ← a + factor b</c>.</summary>
    public static Tensor PlusInPlace(this Tensor a, Tensor b, double factor)
    {
        using Scalar number = factor;
        return a.add_(b, number);
    }

    /// <summary><c>a ← a + b</c>.</summary>
    public static Tensor PlusInPlace(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.add_(number, _one);
    }

    /// <summary><c>a ← a + factor b c</c>, element by element.</summary>
    public static Tensor PlusProductInPlace(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar number = factor;
        return a.addcmul_(b, c, number);
    }

    /// <summary><c>a ← a + factor b / c</c>, element by element.</summary>
    public static Tensor PlusQuotientInPlace(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar number = factor;
        return a.addcdiv_(b, c, number);
    }

    /// <summary><c>a - b</c>.</summary>
    public static Tensor Minus(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.sub(number);
    }

    /// <summary><c>a b</c>.</summary>
    public static Tensor Times(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.mul(number);
    }

    /// <summary><c>a ← a b</c>.</summary>
    public static Tensor TimesInPlace(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.mul_(number);
    }

    /// <summary><c>a / b</c>.</summary>
    public static Tensor Over(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.div(number);
    }

    /// <summary><c>a ← a / b</c>.</summary>
    public static Tensor OverInPlace(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.div_(number);
    }

    /// <summary>Where <c>a &lt; b</c>.</summary>
    public static Tensor IsBelow(this Tensor a, double b)
    {
        using Scalar number = b;
        return a.lt(number);
    }

    /// <summary>Where <c>a = b</c>.</summary>
    public static Tensor IsEqualTo(this Tensor a, long b)
    {
        using Scalar number = b;
        return a.eq(number);
    }

    /// <summary><c>max(a, least)</c>.</summary>
    public static Tensor AtLeast(this Tensor a, double least)
    {
        using Scalar number = least;
        return a.clamp(min: number);
    }

    /// <summary>Every element becomes the value.</summary>
    public static Tensor FillInPlace(this Tensor a, double value)
    {
        using Scalar number = value;
        return a.fill_(number);
    }

    /// <summary>A copy whose slices at <paramref name="index"/> of a dimension are the value.</summary>
    public static Tensor WithFilled(this Tensor a, long dimension, Tensor index, double value)
    {
        using Scalar number = value;
        return a.index_fill(dimension, index, number);
    }

    /// <summary>A copy to which the slices of <paramref name="source"/> are added at <paramref name="index"/> of a dimension.</summary>
    public static Tensor PlusAt(this Tensor a, long dimension, Tensor index, Tensor source) => a.index_add(dimension, index, source, _one);

    /// <summary>0, 1, ... up to below <paramref name="count"/>, int64.</summary>
    public static Tensor Range(long count, Device device)
    {
        using Scalar number = count;
        return arange(_zero, number, _one, ScalarType.Int64, device);
    }

    /// <summary>A tensor of one value.</summary>
    public static Tensor Full(long[] shape, double value, ScalarType dtype, Device device)
        => empty(shape, dtype: dtype, device: device).FillInPlace(value);
}
