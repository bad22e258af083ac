using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>The stack of transformer layers of a tower.</summary>
internal sealed class ClipEncoder : Module<Tensor, bool, Tensor>
{
    private readonly ModuleList<ClipEncoderLayer> layers;
    private readonly ClipEncoderLayer[] _layers;

    public ClipEncoder(int layerCount, int hiddenSize, int intermediateSize, int heads, double layerNormEps, ClipActivation activation, LayerFactory factory)
        : base(nameof(ClipEncoder))
    {
        _layers = [.. Enumerable.Range(0, layerCount)
            .Select(_ => new ClipEncoderLayer(hiddenSize, intermediateSize, heads, layerNormEps, activation, factory))];
        layers = new ModuleList<ClipEncoderLayer>(_layers);
        RegisterComponents();
    }

    public IReadOnlyList<ClipEncoderLayer> Layers => _layers;

    /// <summary><c>[batch, tokens, hidden]</c> to the same shape.</summary>
    public override Tensor forward(Tensor hidden, bool causal)
    {
        using var scope = NewDisposeScope();
        foreach (var layer in _layers)
        {
            hidden = layer.forward(hidden, causal);
        }
        return hidden.MoveToOuterDisposeScope();
    }

    /// <summary>The output at one token, <c>[batch, hidden]</c>.</summary>
    /// <param name="hidden"><c>[batch, tokens, hidden]</c>.</param>
    /// <param name="token">Which token.</param>
    public Tensor ForwardAt(Tensor hidden, long token)
    {
        using var scope = NewDisposeScope();
        foreach (var layer in _layers.AsSpan(..^1))
        {
            hidden = layer.forward(hidden, false);
        }
        return _layers[^1].ForwardAt(hidden, token).squeeze(1).MoveToOuterDisposeScope();
    }
}
