using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>Packed suffixes of one length, so that attention runs over them as one batch.</summary>
/// <param name="Suffixes">How many there are.</param>
/// <param name="Length">How many tokens each has.</param>
/// <param name="Mask">
/// 0 where suffix token i may attend (the prefix, and suffix tokens 0 to i), -inf elsewhere: <c>[length, prefix + length]</c>. Null where every
/// token attends to all.
/// </param>
/// <param name="Prefix">Which of several prefixes they follow.</param>
internal readonly record struct SuffixBlock(long Suffixes, long Length, Tensor? Mask, long Prefix = 0)
{
    /// <summary>Suffixes of a causal text tower.</summary>
    public static SuffixBlock Create(long suffixes, long length, long prefixLength, ScalarType dtype, Device device)
        => new(suffixes, length, HeldNumbers.Full([length, prefixLength + length], double.NegativeInfinity, dtype, device).triu_(prefixLength + 1));

    /// <summary>Whole texts of a tower that reads in both directions.</summary>
    public static SuffixBlock Unmasked(long texts, long length) => new(texts, length, Mask: null);
}
