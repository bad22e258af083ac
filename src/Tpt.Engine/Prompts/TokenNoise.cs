using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Normal noise on the embeddings of tokens, drawn anew at every use.</summary>
/// <param name="deviation">Its standard deviation.</param>
/// <param name="generator">Draws it, on the CPU, so that every device gets the same numbers.</param>
internal sealed class TokenNoise(double deviation, Generator generator)
{
    /// <summary>Embeddings with noise.</summary>
    /// <param name="embedded">The embeddings, <c>[tokens, hidden]</c>.</param>
    /// <param name="isToken">1 for a token; 0 for what gets no noise, <c>[tokens]</c>. Null where all are tokens.</param>
    public Tensor AddTo(Tensor embedded, Tensor? isToken = null)
    {
        using var scope = NewDisposeScope();
        var noise = randn(embedded.shape, dtype: ScalarType.Float32, device: CPU, generator: generator).Times(deviation).to(embedded);
        return embedded.Plus(isToken is null ? noise : noise * isToken.unsqueeze(-1).to(noise.dtype)).MoveToOuterDisposeScope();
    }
}
