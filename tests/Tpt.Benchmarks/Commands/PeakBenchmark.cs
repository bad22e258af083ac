using System.Globalization;
using TorchSharp;
using Tpt.Benchmarks.Measuring;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Commands;

/// <summary><c>peak</c>: what this machine's matrix products reach.</summary>
internal static class PeakBenchmark
{
    private const int Side = 4096;

    public static void Run(int repetitions)
    {
        using var noGrad = no_grad();
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var scope = NewDisposeScope();
            var (a, b) = (randn(Side, Side).to(dtype), randn(Side, Side).to(dtype));
            a.matmul(b).Dispose();
            var seconds = Alternation.Median([.. Enumerable.Range(0, repetitions).Select(_ => Alternation.Time(() => a.matmul(b).Dispose()))]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"peak dtype={dtype} side={Side} gflops={2.0 * Side * Side * Side / seconds / 1e9:0}"));
        }
    }
}
