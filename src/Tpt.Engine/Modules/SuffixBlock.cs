using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>Packed suffixes of one length, so that attention runs over them as one batch.</summary>
/// <param name="Suffixes">How many there are.</param>
/// <param name="Length">How many tokens each has, padding counted.</param>
/// <param name="Mask">
/// 0 where suffix token i may attend (the prefix, and suffix tokens 0 to i), -inf elsewhere: <c>[length, prefix + length]</c>. Null where every
/// token attends to all.
/// </param>
/// <param name="Prefix">Which of several prefixes they follow, or the first of several that they follow in equal parts.</param>
internal readonly record struct SuffixBlock(long Suffixes, long Length, Tensor? Mask, long Prefix = 0)
{
    /// <summary>How many prefixes they follow: the first <c>Suffixes / PrefixCount</c> of them the first, and so on.</summary>
    public long PrefixCount { get; init; } = 1;

    /// <summary>
    /// The same for the last token of each suffix, which padding may follow: <c>[suffixes of one prefix, 1, 1, prefix + length]</c>. Null where nothing
    /// follows it.
    /// </summary>
    public Tensor? EndMask { get; init; }

    /// <summary>The tensors of the block.</summary>
    public IEnumerable<Tensor> Tensors => new[] { Mask, EndMask }.OfType<Tensor>();

    /// <summary>Suffixes of a causal text tower.</summary>
    public static SuffixBlock Create(long suffixes, long length, long prefixLength, ScalarType dtype, Device device)
        => new(suffixes, length, HeldNumbers.Full([length, prefixLength + length], double.NegativeInfinity, dtype, device).triu_(prefixLength + 1));

    /// <summary>
    /// Suffixes of a causal text tower that are padded behind their ends to one length: one launch of each kernel serves all, where a device
    /// takes as long for a small one as for a large one. No token attends to what is behind it, so padding changes nothing.
    /// </summary>
    /// <param name="lengths">The length of each suffix without padding.</param>
    /// <param name="prefixLength">The length of the prefix.</param>
    /// <param name="dtype">What the tower computes in.</param>
    /// <param name="device">Where it lives.</param>
    public static SuffixBlock Padded(long[] lengths, long prefixLength, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        var causal = Create(lengths.Length, lengths.Max(), prefixLength, dtype, device);
        // The row of the causal mask that belongs to a suffix's last token.
        var ends = causal.Mask!.index_select(0, DeviceUpload.Of(Array.ConvertAll(lengths, length => length - 1), device)).unsqueeze(1).unsqueeze(1);
        causal.Mask.MoveToOuterDisposeScope();
        return causal with { EndMask = ends.MoveToOuterDisposeScope() };
    }

    /// <summary>Whole texts of a tower that reads in both directions.</summary>
    public static SuffixBlock Unmasked(long texts, long length) => new(texts, length, Mask: null);

    /// <summary>The keys or values that each suffix attends to, <c>[suffixes, heads, prefix + length, d]</c>.</summary>
    /// <param name="prefixes">Those of the prefixes, <c>[prefixes, heads, prefix, d]</c>; null where there are none.</param>
    /// <param name="own">Those of the suffixes, <c>[suffixes, heads, length, d]</c>.</param>
    public Tensor Behind(Tensor? prefixes, Tensor own)
    {
        if (prefixes is null)
        {
            return own;
        }
        var first = prefixes.narrow(0, Prefix, PrefixCount);
        var each = PrefixCount == 1
            ? first.expand(Suffixes, -1, -1, -1)
            : first.unsqueeze(1).expand(-1, Suffixes / PrefixCount, -1, -1, -1).reshape(Suffixes, first.shape[1], first.shape[2], first.shape[3]);
        return cat([each, own], 2);
    }

    /// <summary>The mask of attention.</summary>
    /// <param name="lastOnly">Whether the last token of each suffix alone attends.</param>
    public Tensor? MaskFor(bool lastOnly)
        // The last token attends to everything before it, so without padding it needs no mask.
        => !lastOnly ? Mask : PrefixCount == 1 ? EndMask : EndMask?.repeat(PrefixCount, 1, 1, 1);

    /// <summary>The suffixes behind each of several prefixes.</summary>
    public SuffixBlock Repeat(long prefixes) => this with { Suffixes = Suffixes * prefixes, Prefix = 0, PrefixCount = prefixes };
}
