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
    private readonly Embedding position_embedding;

    public ClipVisionEmbeddings(ClipVisionConfig config) : base(nameof(ClipVisionEmbeddings))
    {
        class_embedding = Parameter(randn(config.HiddenSize).Times(0.02));
        patch_embedding = Conv2d(3, config.HiddenSize, kernel_size: config.PatchSize, stride: config.PatchSize, bias: false);
        position_embedding = Embedding(config.PatchCount + 1, config.HiddenSize);
        RegisterComponents();
    }

    /// <summary><c>[batch, 3, size, size]</c> to <c>[batch, 1 + patches, hidden]</c>.</summary>
    public override Tensor forward(Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var patches = patch_embedding.forward(pixels).flatten(2).transpose(1, 2);
        var tokens = cat([class_embedding.expand(pixels.shape[0], 1, -1), patches], 1);
        return tokens.Plus(position_embedding.weight!).MoveToOuterDisposeScope();
    }
}
