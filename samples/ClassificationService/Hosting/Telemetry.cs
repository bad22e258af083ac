using Microsoft.ML;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace ClassificationService.Hosting;

/// <summary>Metrics and traces, where <c>Telemetry:Exporter</c> says: none, console or otlp.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        // Another value is an error when the host starts, with those of the other sections.
        var exporter = builder.Configuration["Telemetry:Exporter"];
        if (exporter is not ("console" or "otlp"))
        {
            return;
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
