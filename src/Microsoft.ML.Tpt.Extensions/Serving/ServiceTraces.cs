using System.Diagnostics;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>Where the service's spans come from.</summary>
internal static class ServiceTraces
{
    public static ActivitySource Source { get; } = new(TptService.TelemetryName);
}
