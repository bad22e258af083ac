using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Where context vectors stand among the packed tokens of suffixes. Every suffix holds the same ones, the last of all, in their order.</summary>
/// <param name="Rows">The tokens that they stand at, suffix by suffix, int64 <c>[suffixes x vectors]</c>.</param>
/// <param name="IsToken">1 for every other token, 0 for these, in 32-bit floats <c>[tokens]</c>.</param>
/// <param name="First">The first context vector that a suffix holds; those before it belong to the prefix.</param>
internal sealed record ContextRows(Tensor Rows, Tensor IsToken, long First)
{
    public IEnumerable<Tensor> Tensors => [Rows, IsToken];

    /// <summary>
    /// The tokens with the context vectors added in their places. Each place is written once, and the way back is a gather and a sum: no two threads
    /// of a GPU add to one address, so that results repeat bit for bit.
    /// </summary>
    /// <param name="tokens">The tokens, <c>[tokens, hidden]</c>.</param>
    /// <param name="context">All context vectors, <c>[M, hidden]</c>.</param>
    public Tensor Add(Tensor tokens, Tensor context)
    {
        using var scope = NewDisposeScope();
        var vectors = context.narrow(0, First, context.shape[0] - First);
        var suffixes = Rows.shape[0] / vectors.shape[0];
        return tokens.PlusAt(0, Rows, vectors.unsqueeze(0).expand(suffixes, -1, -1).reshape(Rows.shape[0], context.shape[1])).MoveToOuterDisposeScope();
    }
}
