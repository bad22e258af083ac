namespace Tpt.Engine.Views;

/// <summary>Everything that AugMix draws for one view.</summary>
/// <param name="Chains">The chains of operations.</param>
/// <param name="Weights">w: the weight of each chain; they sum to 1.</param>
/// <param name="Original">m: the weight of the view without operations, in [0, 1].</param>
internal sealed record AugMixDraw(IReadOnlyList<IReadOnlyList<AugMixStep>> Chains, IReadOnlyList<float> Weights, float Original)
{
    private const int ChainCount = 3;
    private const int LongestChain = 3;
    private const float LowestLevel = 0.1f;

    /// <summary>Draws as the reference does, but from the views' own generator instead of numpy's.</summary>
    /// <param name="random">The generator.</param>
    /// <param name="severity">The upper end of the levels.</param>
    public static AugMixDraw Sample(TorchRandom random, int severity)
    {
        // Dirichlet(1, 1, 1) is three exponentials over their sum; Beta(1, 1) is uniform.
        double[] exponentials = [.. Enumerable.Range(0, ChainCount).Select(_ => -Math.Log(1 - random.Rand()))];
        var sum = exponentials.Sum();
        float[] weights = [.. exponentials.Select(e => sum > 0 ? (float)(e / sum) : 1f / ChainCount)];
        var original = random.Rand();
        var chains = new IReadOnlyList<AugMixStep>[ChainCount];
        for (var i = 0; i < ChainCount; i++)
        {
            var chain = new AugMixStep[random.RandomInt(1, LongestChain + 1)];
            for (var j = 0; j < chain.Length; j++)
            {
                chain[j] = SampleStep(random, severity);
            }

            chains[i] = chain;
        }

        return new AugMixDraw(chains, weights, original);
    }

    private static AugMixStep SampleStep(TorchRandom random, int severity)
    {
        var operation = (AugMixOperation)random.RandomInt(0, Enum.GetValues<AugMixOperation>().Length);
        double level = random.Uniform(LowestLevel, severity);
        return new AugMixStep(operation, level, random.Rand() > 0.5f ? -1 : 1);
    }
}
