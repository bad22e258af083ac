namespace Tpt.Benchmarks.Service;

/// <summary>The resident memory of a service, once a second.</summary>
internal sealed class MemorySamples : IDisposable
{
    private readonly List<long> _samples = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sampling;

    public MemorySamples(ServedProcess service) => _sampling = SampleAsync(service);

    /// <summary>The most in the first half, in bytes.</summary>
    public long First => _samples.Take((_samples.Count + 1) / 2).DefaultIfEmpty().Max();

    /// <summary>The most in the second.</summary>
    public long Last => _samples.Skip(_samples.Count / 2).DefaultIfEmpty().Max();

    public double Growth => (double)Last / First;

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _sampling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _stop.Dispose();

    private async Task SampleAsync(ServedProcess service)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(_stop.Token) && !service.HasExited)
        {
            _samples.Add(service.ResidentBytes);
        }
    }
}
