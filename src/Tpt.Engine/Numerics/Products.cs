using static TorchSharp.torch;

namespace Tpt.Engine.Numerics;

/// <summary>
/// Matrix products. TorchSharp's <c>matmul</c> lets a native exception through, such as that of memory that cannot be had, and
/// that ends the process; <c>mm</c> and <c>bmm</c> turn it into a managed one. They are what <c>matmul</c> calls.
/// </summary>
internal static class Products
{
    /// <summary><c>a bᵀ</c>: <c>[m, k]</c> and <c>[n, k]</c> to <c>[m, n]</c>.</summary>
    public static Tensor TimesTransposed(this Tensor a, Tensor b) => a.mm(b.t());

    /// <summary><c>a b</c> for each of a batch: <c>[..., m, k]</c> and <c>[..., k, n]</c>, of the same leading dimensions, to <c>[..., m, n]</c>.</summary>
    public static Tensor TimesEach(this Tensor a, Tensor b)
    {
        var (m, k, n) = (a.shape[^2], a.shape[^1], b.shape[^1]);
        return a.reshape(-1, m, k).bmm(b.reshape(-1, k, n)).reshape([.. a.shape[..^2], m, n]);
    }
}
