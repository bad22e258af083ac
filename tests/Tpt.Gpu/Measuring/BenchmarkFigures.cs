using System.Globalization;
using System.Text.Json;

namespace Tpt.Gpu.Measuring;

/// <summary>What was measured.</summary>
/// <param name="Device">Where.</param>
/// <param name="Card">Its name, or that nobody said it.</param>
/// <param name="PeakTeraflops">Its limit; null where it is not known.</param>
/// <param name="Model">The size of the model.</param>
/// <param name="Views">How many views an image has.</param>
/// <param name="Tower">The image tower.</param>
/// <param name="Tuning">Prompt tuning.</param>
/// <param name="LaunchesNotCounted">Why launches were not counted, or not all; null where they were.</param>
internal sealed record BenchmarkFigures(string Device, string Card, double? PeakTeraflops, string Model, int Views, IReadOnlyList<TowerFigure> Tower, IReadOnlyList<TuningFigure> Tuning, string? LaunchesNotCounted)
{
    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string ToJson() => JsonSerializer.Serialize(this, _json);

    /// <summary>Two tables in Markdown, as they stand in a README.</summary>
    public void Write(TextWriter output)
    {
        var limit = PeakTeraflops is { } peak ? string.Create(CultureInfo.InvariantCulture, $"limit {peak:0} TFLOP/s in dense bfloat16") : "limit not known: unknown card";
        output.WriteLine($"{Device}, {Card}, {limit}; {Model}, synthetic weights, {Views} views");
        output.WriteLine();
        output.WriteLine("| image tower | views a pass | images/s | of the limit |");
        output.WriteLine("|---|---|---|---|");
        foreach (var figure in Tower)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {figure.Way} | {figure.Batch} | {figure.ImagesPerSecond:0.0} | {Percent(figure.Share)} |"));
        }
        output.WriteLine();
        output.WriteLine("| prompt tuning | classes | ms/image | of the limit | against published | image passes | backward passes | host copies | launches | graphs |");
        output.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach (var figure in Tuning)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {figure.Way} | {figure.Classes} | {figure.Milliseconds:0.0} | {Percent(figure.Share)} | {Gain(figure)} | {Number(figure.ImagePasses)} | {Number(figure.BackwardPasses)} | {Number(figure.HostCopies)} | {Number(figure.Launches)} | {Number(figure.GraphLaunches)} |"));
        }
        if (LaunchesNotCounted is not null)
        {
            output.WriteLine();
            output.WriteLine($"launches not counted: {LaunchesNotCounted}");
        }
    }

    private string Gain(TuningFigure figure)
        => Tuning.FirstOrDefault(other => other.Way == GpuBenchmark.Published && other.Classes == figure.Classes) is { } published
            ? string.Create(CultureInfo.InvariantCulture, $"{published.Milliseconds / figure.Milliseconds:0.0} x")
            : "not measured";

    private static string Percent(double? share) => share?.ToString("0.0 %", CultureInfo.InvariantCulture) ?? "unknown card";

    private static string Number(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";
}
