using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>Patches, the class token in front of them, and positions.</summary>
internal sealed class ClipVisionEmbeddings : Module<Tensor, Tensor>
{
    private readonly Parameter class_embedding;
    private readonly Conv2d patch_embedding;
    private readonly EmbeddingTable position_embedding;

    public ClipVisionEmbeddings(ClipVisionConfig config, LayerFactory layers) : base(nameof(ClipVisionEmbeddings))
    {
        class_embedding = layers.Weight(() => randn(config.HiddenSize, dtype: layers.DType, device: layers.Device).Times(0.02), config.HiddenSize);
        patch_embedding = layers.Conv2d(3, config.HiddenSize, config.PatchSize, stride: config.PatchSize);
        position_embedding = new EmbeddingTable(config.PatchCount + 1, config.HiddenSize, layers);
        RegisterComponents();
    }

    /// <summary><c>[batch, 3, size, size]</c> to <c>[batch, 1 + patches, hidden]</c>.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var patches = patch_embedding.forward(pixels).flatten(2).transpose(1, 2);
        var tokens = cat([class_embedding.expand(pixels.shape[0], 1, -1), patches], 1);
        return tokens.Plus(position_embedding.Vectors).MoveToOuterDisposeScope();
    }
}
