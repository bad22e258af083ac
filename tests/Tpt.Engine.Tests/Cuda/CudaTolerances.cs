using Tpt.Engine.Approximations;

namespace Tpt.Engine.Tests.Cuda;

/// <summary>
/// How far a GPU may be from the CPU in 32-bit floats. In Float32 only the order of sums differs. The 16-bit formats and TensorFloat32 round the
/// factors of products: bfloat16 to 8 significant bits, the other two to 11, which is an eighth of that error.
/// </summary>
/// <param name="Features">Of a number of an L2-normalised feature.</param>
/// <param name="Scores">Of a probability.</param>
internal sealed record CudaTolerances(double Features, double Scores)
{
    /// <summary>Between kernels, as in <c>tests/Tpt.Parity</c>: 5e-6 of a feature is 5e-4 of a logit, and a probability moves by at most half of the widest distance between logits' errors.</summary>
    private static readonly CudaTolerances _float32 = new(5e-6, 1e-3);

    /// <summary>More than twice what the CPU's own bfloat16 differs by in these tests: 2.1e-3 of a feature, and at most 7.3e-3 of a probability over all settings.</summary>
    private static readonly CudaTolerances _bfloat16 = new(5e-3, 2e-2);

    public static CudaTolerances Of(TptPrecision precision) => precision switch
    {
        TptPrecision.Float32 => _float32,
        TptPrecision.BFloat16 => _bfloat16,
        // An eighth of the error, in two towers: TensorFloat32 rounds the text tower's products too.
        _ => new(_bfloat16.Features / 4, _bfloat16.Scores / 4),
    };
}
