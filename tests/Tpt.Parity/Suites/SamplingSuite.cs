using System.Text.Json;
using Tpt.Engine;
using Tpt.Engine.Views;
using Tpt.Parity.Cases;

namespace Tpt.Parity.Suites;

/// <summary><c>rrc_sampling</c>: the crops and flips that follow one seed, the first ones by themselves and all by their statistics.</summary>
internal static class SamplingSuite
{
    public static void Run(string name, JsonElement entry, ParityReport report)
    {
        var (width, height) = (entry.GetProperty("size_wh")[0].GetInt32(), entry.GetProperty("size_wh")[1].GetInt32());
        var options = new TptClassifierOptions();
        var random = new TorchRandom(entry.GetProperty("torch_manual_seed").GetUInt64());
        var draws = Enumerable.Range(0, entry.Int32("n"))
            .Select(_ => RandomResizedCrop.Draw(random, width, height, options.Views.CropScaleMin, options.Views.CropScaleMax, options.Views.FlipProbability))
            .ToArray();

        var first = entry.GetProperty("first_top_left_height_width_flip").EnumerateArray().ToArray();
        report.Compare(name, "first",
            draws.Take(first.Length).SelectMany(draw => new[] { draw.Area.Top, draw.Area.Left, draw.Area.Height, draw.Area.Width, draw.Mirror ? 1 : 0 }),
            first.SelectMany(draw => draw.EnumerateArray().Select(item => item.ValueKind switch { JsonValueKind.True => 1, JsonValueKind.False => 0, _ => item.GetInt32() })));

        double[] areas = [.. draws.Select(draw => (double)draw.Area.Width * draw.Area.Height / ((double)width * height)).Order()];
        double[] ratios = [.. draws.Select(draw => Math.Log((double)draw.Area.Width / draw.Area.Height))];
        Statistic("area_fraction_mean", areas.Average());
        Statistic("log_ratio_mean", ratios.Average());
        Statistic("log_ratio_std", Math.Sqrt(ratios.Average(ratio => Math.Pow(ratio - ratios.Average(), 2))));
        Statistic("flip_rate", draws.Average(draw => draw.Mirror ? 1.0 : 0.0));
        double[] quantiles = [.. new[] { 0.05, 0.25, 0.5, 0.75, 0.95 }.Select(q => Quantile(areas, q))];
        report.Compare(name, "area_fraction_quantiles", quantiles,
            [.. entry.GetProperty("area_fraction_quantiles_5_25_50_75_95").EnumerateArray().Select(item => item.GetDouble())], Tolerances.Statistics);

        void Statistic(string quantity, double actual) => report.Compare(name, quantity, [actual], [entry.Number(quantity)], Tolerances.Statistics);
    }

    /// <summary>Linear between the two neighbours in the sorted values.</summary>
    private static double Quantile(double[] sorted, double q)
    {
        var place = q * (sorted.Length - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
