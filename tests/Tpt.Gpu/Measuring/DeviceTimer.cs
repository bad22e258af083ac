using Tpt.Benchmarks.Measuring;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Gpu.Measuring;

/// <summary>Times work on a device, which computes behind the program's back: what is timed ends with a number that is read.</summary>
internal static class DeviceTimer
{
    /// <summary>A run takes at least so long where the work can be repeated in it, so that starting and reading do not count.</summary>
    private const double LeastSeconds = 0.5;

    private const int MostPasses = 200;

    /// <summary>The median of some runs, after one that is not timed.</summary>
    public static double Seconds(Action work, int repetitions)
    {
        work();
        return Alternation.Median([.. Enumerable.Range(0, repetitions).Select(_ => Alternation.Time(work))]);
    }

    /// <summary>Seconds of one pass, of many that are asked for one behind the other.</summary>
    public static double SecondsOfTower(Tensor pixels, Func<Tensor, Tensor> encode, int repetitions)
    {
        using var noGrad = no_grad();
        Run(1);
        var passes = (int)Math.Clamp(LeastSeconds / Alternation.Time(() => Run(1)), 1, MostPasses);
        return Seconds(() => Run(passes), repetitions) / passes;

        void Run(int count)
        {
            using var scope = NewDisposeScope();
            for (var i = 1; i < count; i++)
            {
                encode(pixels).Dispose();
            }
            Wait(encode(pixels));
        }
    }

    /// <summary>Until the tensor is computed.</summary>
    public static void Wait(Tensor tensor) => _ = HostCopy.Number(tensor.to(ScalarType.Float32).sum());
}
