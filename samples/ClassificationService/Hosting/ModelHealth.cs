using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.ML;

namespace ClassificationService.Hosting;

/// <summary>Ready is who has a model and takes pictures.</summary>
internal sealed class ModelHealth(TptService service) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        => Task.FromResult(service.State == TptServiceState.Ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(service.State.ToString()));
}
