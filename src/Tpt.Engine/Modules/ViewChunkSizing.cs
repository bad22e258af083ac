using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>How many views go through the image tower together.</summary>
internal static class ViewChunkSizing
{
    /// <summary>The views of one image, as published: a device with cores for all of them takes them at once.</summary>
    public const int Most = 64;

    /// <summary>What the benchmark <c>vision</c> found on a CPU, with towers of three sizes, see <see cref="Automatic"/>.</summary>
    private const long ActivationsInCache = 5_000_000;

    /// <summary>Timings differ by about so much from run to run.</summary>
    private const double WorthwhileGain = 0.02;

    /// <summary>
    /// From sizes alone, so that every process rounds alike. On a CPU as many as keep the activations near the caches: 8 for ViT-B/16, where
    /// <c>vision</c> found 4 to 16 alike and 64 slower; 32 for ViT-B/32 and 64 for the built-in model, where it found little difference from 8 on.
    /// For a TorchScript program, whose activations nobody knows, as for ViT-B/16, which is a guess.
    /// Elsewhere all of them, as the reference does; that has not been measured.
    /// </summary>
    public static int Automatic(ImageTowerConfig config, DeviceType device)
        => device == DeviceType.CPU ? (int)Math.Clamp(ActivationsInCache / config.WidestActivation, 1, Most) : Most;

    /// <summary>The fastest on this machine, starting from the tower's <see cref="ImageTower.ChunkSize"/>. It takes about as long as the views of two images.</summary>
    public static int Measure(ImageTower tower, int imageSize, Device device)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(0, CPU);
        var pixels = randn([Most, 3, imageSize, imageSize], dtype: ScalarType.Float32, device: CPU, generator: generator).to(tower.DType, device);
        SecondsOf(tower.ChunkSize, size => Seconds(tower, pixels.narrow(0, 0, size)));
        return Fastest(tower.ChunkSize, size => SecondsOf(size, count => Math.Min(Seconds(tower, pixels.narrow(0, 0, count)), Seconds(tower, pixels.narrow(0, 0, count)))) / size);
    }

    /// <summary>The time of so many views; infinite where they are more than the device's memory holds.</summary>
    internal static double SecondsOf(int size, Func<int, double> run)
    {
        try
        {
            return run(size);
        }
        catch (ExternalException shortage) when (MemoryShortage.Is(shortage) && size > 1)
        {
            return double.PositiveInfinity;
        }
    }

    /// <summary>Doubles the size for as long as that is faster, or else halves it for as long.</summary>
    /// <param name="start">The size to start from.</param>
    /// <param name="secondsPerView">The cost of a size.</param>
    public static int Fastest(int start, Func<int, double> secondsPerView)
    {
        var seconds = secondsPerView(start);
        var larger = Climb(size => Math.Min(2 * size, Most));
        return larger > start ? larger : Climb(size => Math.Max(size / 2, 1));

        int Climb(Func<int, int> next)
        {
            var (best, bestSeconds) = (start, seconds);
            for (var size = next(best); size != best; size = next(best))
            {
                var tried = secondsPerView(size);
                // Where memory did not hold the first size, fewer views are tried until it does, and more are not.
                if (tried > bestSeconds * (1 - WorthwhileGain) || (size > best && double.IsInfinity(tried)))
                {
                    break;
                }
                (best, bestSeconds) = (size, tried);
            }
            return best;
        }
    }

    private static double Seconds(ImageTower tower, Tensor chunk)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        // The sum is read, for a GPU computes behind the program's back.
        _ = HostCopy.Number(tower.forward(chunk).to(ScalarType.Float32).sum());
        return clock.Elapsed.TotalSeconds;
    }
}
