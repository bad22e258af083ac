using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>Patches and their positions, without a class token.</summary>
internal sealed class SiglipVisionEmbeddings : Module<Tensor, Tensor>
{
    private readonly Conv2d patch_embedding;
    private readonly EmbeddingTable position_embedding;

    public SiglipVisionEmbeddings(SiglipVisionConfig config, LayerFactory layers) : base(nameof(SiglipVisionEmbeddings))
    {
        patch_embedding = layers.Conv2d(3, config.HiddenSize, config.PatchSize, stride: config.PatchSize, hasBias: true);
        position_embedding = new EmbeddingTable(config.PatchCount, config.HiddenSize, layers);
        RegisterComponents();
    }

    /// <summary><c>[batch, 3, size, size]</c> to <c>[batch, patches, hidden]</c>.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var patches = patch_embedding.forward(pixels).flatten(2).transpose(1, 2);
        return patches.Plus(position_embedding.Vectors).MoveToOuterDisposeScope();
    }
}
