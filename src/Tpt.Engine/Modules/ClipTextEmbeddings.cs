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
    private readonly EmbeddingTable token_embedding;
    private readonly EmbeddingTable position_embedding;

    public ClipTextEmbeddings(ClipTextConfig config, LayerFactory layers) : base(nameof(ClipTextEmbeddings))
    {
        token_embedding = new EmbeddingTable(config.VocabSize, config.HiddenSize, layers);
        position_embedding = new EmbeddingTable(config.MaxPositionEmbeddings, config.HiddenSize, layers);
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
    public Tensor Positions(long start, long count) => position_embedding.Vectors.narrow(0, start, count);
}
