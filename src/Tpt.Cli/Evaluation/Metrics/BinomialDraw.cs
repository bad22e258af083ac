using System.Numerics;

namespace Tpt.Cli.Evaluation.Metrics;

/// <summary>
/// How many of <c>n</c> draws with replacement out of <c>total</c> things fall on one of <c>chosen</c> of them: Binomial(n, chosen / total). Whole
/// numbers only, so that it is the same everywhere.
/// </summary>
internal static class BinomialDraw
{
    private const int Lanes = 64;

    /// <param name="n">The number of draws, at least 0.</param>
    /// <param name="chosen">In [0, <paramref name="total"/>].</param>
    /// <param name="total">At least 1.</param>
    /// <param name="bits">Where the draws come from.</param>
    public static int Next(int n, int chosen, int total, RandomBits bits)
    {
        if (chosen == total)
        {
            return n;
        }
        // floor(2^64 chosen / total): the binary digits of the probability.
        var probability = (ulong)(((UInt128)(uint)chosen << 64) / (uint)total);
        var count = 0;
        for (var done = 0; done < n; done += Lanes)
        {
            var below = Below(probability, bits);
            count += BitOperations.PopCount(n - done >= Lanes ? below : below & ((1UL << (n - done)) - 1));
        }
        return count;
    }

    /// <summary>
    /// 64 comparisons of a random number with the probability at once, digit by digit. The first digit that differs decides, so that
    /// eight words are drawn on the average and not 64.
    /// </summary>
    private static ulong Below(ulong probability, RandomBits bits)
    {
        var (below, undecided) = (0UL, ulong.MaxValue);
        for (var digits = probability; undecided != 0 && digits != 0; digits <<= 1)
        {
            var random = bits.Next();
            if ((digits >> (Lanes - 1)) != 0)
            {
                below |= undecided & ~random;
                undecided &= random;
            }
            else
            {
                undecided &= ~random;
            }
        }
        return below;
    }
}
