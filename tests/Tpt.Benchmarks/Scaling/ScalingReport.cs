using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Tpt.Benchmarks.Scaling;

/// <summary>Writes the measured series as a table, as JSON and as a chart.</summary>
internal static class ScalingReport
{
    private const string FileName = "scaling";
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    /// <summary>Where the table goes.</summary>
    public static string TablePath(string folder) => Path.Combine(folder, $"{FileName}.md");

    /// <param name="series">What was measured.</param>
    /// <param name="command">The command that measured it.</param>
    /// <param name="folder">Where the files go; it is made where it is not there.</param>
    public static void Write(IReadOnlyList<ScalingSeries> series, string command, string folder)
    {
        Directory.CreateDirectory(folder);
        var table = Table(series, command);
        File.WriteAllText(TablePath(folder), table);
        var json = Path.Combine(folder, $"{FileName}.json");
        File.WriteAllText(json, JsonSerializer.Serialize(series, _indented) + "\n");
        Draw(json, Path.Combine(folder, $"{FileName}.png"), command);
    }

    private static string Table(IReadOnlyList<ScalingSeries> series, string command)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Cost against classes, views, batch size and threads\n\nMeasured on {Environment.ProcessorCount} CPU cores by\n\n    {command}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n![Chart of the tables below]({FileName}.png)\n");
        foreach (var one in series)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {one.Title}\n\n| {one.Axis} | {string.Join(" | ", one.Measures)} |\n|---:|{string.Concat(one.Measures.Select(_ => "---:|"))}\n");
            foreach (var point in one.Points)
            {
                var values = point.Values.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture));
                text.Append(CultureInfo.InvariantCulture, $"| {point.At} | {string.Join(" | ", values)} |\n");
            }
        }
        return text.ToString();
    }

    private static void Draw(string json, string png, string command)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "charts", "Tpt.Benchmarks.Charts.dll");
        using var drawing = Process.Start("dotnet", ["exec", program, json, png, command]);
        drawing.WaitForExit();
        if (drawing.ExitCode != 0)
        {
            throw new InvalidOperationException($"The chart was not drawn: exit code {drawing.ExitCode}. '{json}' holds what was measured.");
        }
    }
}
