using System.ComponentModel.DataAnnotations;

namespace ClassificationService.Hosting;

/// <summary>Where metrics and traces go. Section <c>Telemetry</c>.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>none, console or otlp. The address of otlp is the environment's OTEL_EXPORTER_OTLP_ENDPOINT.</summary>
    [AllowedValues("none", "console", "otlp", ErrorMessage = "it must be none, console or otlp")]
    public string Exporter { get; set; } = "none";
}
