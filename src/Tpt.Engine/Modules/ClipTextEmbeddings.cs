using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>Token and position embeddings of the text tower.</summary>
internal sealed class ClipTextEmbeddings : Module<Tensor, Tensor>
{
    private readonly Embedding token_embedding;
    private readonly Embedding position_embedding;

    public ClipTextEmbeddings(ClipTextConfig config) : base(nameof(ClipTextEmbeddings))
    {
        token_embedding = Embedding(config.VocabSize, config.HiddenSize);
        position_embedding = Embedding(config.MaxPositionEmbeddings, config.HiddenSize);
        RegisterComponents();
    }

    /// <summary>Token ids <c>[..., tokens]</c>, the first at position 0, to <c>[..., tokens, hidden]</c>.</summary>
    public override Tensor forward(Tensor tokenIds)
    {
        using var scope = NewDisposeScope();
        return Tokens(tokenIds).Plus(Positions(0, tokenIds.shape[^1])).MoveToOuterDisposeScope();
    }

    /// <summary>Token embeddings without positions, <c>[..., hidden]</c>.</summary>
    public Tensor Tokens(Tensor tokenIds) => token_embedding.forward(tokenIds);

    /// <summary>The embeddings of positions <paramref name="start"/> and on, <c>[count, hidden]</c>.</summary>
    public Tensor Positions(long start, long count) => position_embedding.weight!.narrow(0, start, count);
}
