using Microsoft.ML;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ClassificationService.Hosting;

/// <summary>Metrics and traces, where <c>Telemetry:Exporter</c> says: none, console or otlp.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var exporter = builder.Configuration["Telemetry:Exporter"] ?? "none";
        if (exporter == "none")
        {
            return;
        }
        if (exporter is not ("console" or "otlp"))
        {
            throw new InvalidDataException($"Telemetry:Exporter is '{exporter}'; it must be none, console or otlp. (The address of otlp is OTEL_EXPORTER_OTLP_ENDPOINT.)");
        }
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(TptService.TelemetryName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime");
                _ = exporter == "console" ? metrics.AddConsoleExporter() : metrics.AddOtlpExporter();
            })
            .WithTracing(traces =>
            {
                traces.AddSource(TptService.TelemetryName).AddAspNetCoreInstrumentation();
                _ = exporter == "console" ? traces.AddConsoleExporter() : traces.AddOtlpExporter();
            });
    }
}
