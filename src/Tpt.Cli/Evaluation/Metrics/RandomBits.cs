namespace Tpt.Cli.Evaluation.Metrics;

/// <summary>
/// Random bits that are the same on every platform and with every version of .NET: SplitMix64 (Steele, Lea and Flood 2014), a counter
/// that is mixed.
/// </summary>
/// <param name="seed">Where the counter starts.</param>
internal sealed class RandomBits(ulong seed)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _counter = seed;

    public ulong Next()
    {
        _counter += Step;
        var mixed = (_counter ^ (_counter >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
