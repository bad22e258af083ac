using System.Diagnostics;

namespace Tpt.Benchmarks.Measuring;

/// <summary>Times two ways of doing the same alternately in one process, so that both see the same machine.</summary>
internal static class Alternation
{
    /// <summary>Median seconds of each, after one untimed run of the second.</summary>
    public static (double First, double Second) Medians(Action first, Action second, int repetitions)
    {
        second();
        var seconds = (First: new double[repetitions], Second: new double[repetitions]);
        for (var i = 0; i < repetitions; i++)
        {
            seconds.First[i] = Time(first);
            seconds.Second[i] = Time(second);
        }
        return (Median(seconds.First), Median(seconds.Second));
    }

    public static double Time(Action action)
    {
        var clock = Stopwatch.StartNew();
        action();
        return clock.Elapsed.TotalSeconds;
    }

    public static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
