using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>The ResNet's last step: multi-head attention whose one query is the mean over all places.</summary>
internal sealed class AttentionPool2d : Module<Tensor, Tensor>
{
    private readonly Parameter positional_embedding;
    private readonly Linear q_proj;
    private readonly Linear k_proj;
    private readonly Linear v_proj;
    private readonly Linear c_proj;
    private readonly int _heads;

    public AttentionPool2d(ModifiedResNetConfig config, int outputSize, LayerFactory layers) : base(nameof(AttentionPool2d))
    {
        positional_embedding = layers.Weight(
            () => randn(config.PlaceCount + 1, config.FeatureSize, dtype: layers.DType, device: layers.Device).Over(Math.Sqrt(config.FeatureSize)),
            config.PlaceCount + 1, config.FeatureSize);
        q_proj = layers.Linear(config.FeatureSize, config.FeatureSize);
        k_proj = layers.Linear(config.FeatureSize, config.FeatureSize);
        v_proj = layers.Linear(config.FeatureSize, config.FeatureSize);
        c_proj = layers.Linear(config.FeatureSize, outputSize);
        _heads = config.NumAttentionHeads;
        RegisterComponents();
    }

    /// <summary><c>[batch, features, h, w]</c> to <c>[batch, output]</c>.</summary>
    public override Tensor forward(Tensor features)
    {
        using var scope = NewDisposeScope();
        var places = features.flatten(2).transpose(1, 2);
        var tokens = cat([places.mean([1], keepdim: true), places], 1).Plus(positional_embedding);
        var attended = functional.scaled_dot_product_attention(
            SplitHeads(q_proj, tokens.narrow(1, 0, 1)), SplitHeads(k_proj, tokens), SplitHeads(v_proj, tokens));
        return c_proj.forward(attended.flatten(1)).MoveToOuterDisposeScope();
    }

    /// <summary><c>[batch, tokens, features]</c> to <c>[batch, heads, tokens, features / heads]</c>.</summary>
    private Tensor SplitHeads(Linear projection, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return projection.forward(tokens).unflatten(2, _heads, -1).transpose(1, 2).MoveToOuterDisposeScope();
    }
}
