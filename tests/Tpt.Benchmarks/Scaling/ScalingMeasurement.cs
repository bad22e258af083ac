using System.Globalization;

namespace Tpt.Benchmarks.Scaling;

/// <summary>Measures a series and prints a line for each point as it comes.</summary>
internal static class ScalingMeasurement
{
    public static ScalingSeries Run(string title, string model, string axis, string[] measures, int[] values, Func<int, double[]> measure)
        => new($"{title}, {model}", axis, measures, [.. values.Select(at =>
        {
            var point = new ScalingPoint(at, measure(at));
            var costs = measures.Zip(point.Values, (name, value) => string.Create(CultureInfo.InvariantCulture, $"{name}={value:0.000}"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"scaling axis={axis} model={model} {axis}={at} {string.Join(' ', costs)}"));
            return point;
        })]);
}
