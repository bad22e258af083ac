namespace Tpt.Benchmarks.Service;

/// <summary>The resident memory of a service, once a second.</summary>
internal sealed class MemorySamples : IDisposable
{
    private readonly List<long> _samples = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _sampling;

    public MemorySamples(ServedProcess service) => _sampling = SampleAsync(service);

    /// <summary>The median of the second third, in bytes. The first is left out: caches and pools still fill up in it.</summary>
    public double Middle => Median(1, 3);

    /// <summary>The median of the last third.</summary>
    public double Last => Median(2, 3);

    /// <summary>The median of each tenth: what fills up once levels off, and what leaks does not.</summary>
    public IEnumerable<double> Tenths => Enumerable.Range(0, 10).Select(tenth => Median(tenth, 10));

    /// <summary>The most of all.</summary>
    public long Peak => _samples.DefaultIfEmpty().Max();

    /// <summary>Above 1 where memory grows. A peak says little: it is how many hostile pictures happened to be decoded together.</summary>
    public double Growth => Last / Middle;

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

    private double Median(int part, int parts)
    {
        long[] samples = [.. _samples.Skip(part * _samples.Count / parts).Take((_samples.Count + parts - 1) / parts).Order()];
        return samples.Length == 0 ? double.NaN : samples[samples.Length / 2];
    }
}
