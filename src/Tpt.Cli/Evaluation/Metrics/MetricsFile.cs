using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Results;
using Tpt.Cli.Sets;

namespace Tpt.Cli.Evaluation.Metrics;

/// <summary>
/// The figures of a set as JSON: <c>metrics.json</c>, and what <c>--json</c> prints. Shares are in [0, 1], what is no number is null. What depends on the
/// clock is in <c>seconds</c> alone.
/// </summary>
internal static class MetricsFile
{
    public const string Name = "metrics.json";

    private static readonly JsonSerializerOptions _settings = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a document whole.</summary>
    public static Task WriteAsync(string path, JsonObject metrics) => WholeFile.WriteAsync(path, async stream =>
    {
        await JsonSerializer.SerializeAsync(stream, metrics, _settings);
        stream.WriteByte((byte)'\n');
    });

    public static string ToText(JsonObject metrics) => metrics.ToJsonString(_settings);

    /// <param name="evaluation">What is written.</param>
    /// <param name="fingerprint">What it was scored with.</param>
    public static JsonObject Of(SetEvaluation evaluation, RunFingerprint fingerprint) => new()
    {
        ["set"] = evaluation.Set.Name,
        ["fingerprint"] = fingerprint.Sha256,
        ["pictures"] = evaluation.Rows.Count,
        ["errors"] = evaluation.Rows.Count(row => row.Error is not null),
        ["classes"] = evaluation.Set.Classes.Count,
        ["methods"] = new JsonArray([.. evaluation.Methods.Select(method => Of(method, evaluation))]),
        ["seconds"] = new JsonObject(evaluation.Methods.Select(method => KeyValuePair.Create(method.Name, (JsonNode?)Number(method.SecondsPerImage)))),
    };

    private static JsonObject Of(MethodEvaluation method, SetEvaluation evaluation) => new()
    {
        ["name"] = method.Name,
        ["top1"] = Number(method.Top1),
        ["top1_interval"] = Of(method.Top1Interval),
        ["top5"] = Number(method.Top5),
        ["macro_accuracy"] = Number(method.MacroAccuracy),
        ["log_loss"] = Number(method.LogLoss),
        ["expected_calibration_error"] = Number(method.Calibration.ExpectedCalibrationError),
        ["adaptive_calibration_error"] = Number(method.Calibration.AdaptiveCalibrationError),
        ["brier_score"] = Number(method.BrierScore),
        ["adapted"] = Number(method.AdaptedShare),
        ["fallbacks"] = method.Fallbacks,
        ["published_top1"] = evaluation.Published.TryGetValue(method.Name, out var published) ? Number(published) : null,
        ["against_zero_shot"] = method.Comparison is { } comparison ? Of(comparison) : null,
        ["calibration_bins"] = new JsonArray([.. method.Calibration.Bins.Select(Of)]),
        ["per_class"] = new JsonArray([.. evaluation.Set.Classes.Zip(method.Classes, Of)]),
    };

    private static JsonObject Of(PairedComparison comparison) => new()
    {
        ["difference"] = Number(comparison.Difference),
        ["difference_interval"] = Of(comparison.DifferenceInterval),
        ["repaired"] = comparison.Repaired,
        ["broken"] = comparison.Broken,
        ["mcnemar_p"] = Number(comparison.PValue),
    };

    private static JsonObject Of(TptCalibrationBin bin) => new()
    {
        ["from"] = Number(bin.Lower),
        ["to"] = Number(bin.Upper),
        ["pictures"] = bin.Count,
        ["accuracy"] = Number(bin.Accuracy),
        ["confidence"] = Number(bin.Confidence),
    };

    private static JsonObject Of(SetClass one, ClassEvaluation evaluation) => new()
    {
        ["class"] = one.Label,
        ["name"] = one.Name,
        ["pictures"] = evaluation.Pictures,
        ["right"] = evaluation.Right,
        ["predicted"] = evaluation.Predicted,
        ["log_loss"] = Number(evaluation.LogLoss),
    };

    private static JsonArray Of(Interval interval) => new(Number(interval.Lower), Number(interval.Upper));

    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
