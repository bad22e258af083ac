using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ModelBuilderStyle;

/// <summary>Writes the results and, where there are any, the metrics as JSON.</summary>
internal static class JsonFile
{
    private static readonly JsonSerializerOptions _options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        WriteIndented = true,
    };

    public static void Write(string path, Evaluation evaluation)
    {
        using var stream = File.Create(path);
        JsonSerializer.Serialize(stream, new { Classes = evaluation.ClassNames, Images = ResultRow.Of(evaluation), Metrics = Of(evaluation.Metrics) }, _options);
    }

    private static object? Of(TptMetrics? metrics) => metrics is null ? null : new
    {
        Images = metrics.Rows,
        Adapted = Of(metrics.Adapted, metrics.Calibration),
        ZeroShot = Of(metrics.ZeroShot!, metrics.ZeroShotCalibration!),
    };

    private static object Of(MulticlassClassificationMetrics metrics, TptCalibration calibration) => new
    {
        MicroAccuracy = FiniteOrNull(metrics.MicroAccuracy),
        MacroAccuracy = FiniteOrNull(metrics.MacroAccuracy),
        LogLoss = FiniteOrNull(metrics.LogLoss),
        ExpectedCalibrationError = FiniteOrNull(calibration.ExpectedCalibrationError),
    };

    /// <summary>JSON has no NaN and no infinity.</summary>
    private static double? FiniteOrNull(double value) => double.IsFinite(value) ? value : null;
}
