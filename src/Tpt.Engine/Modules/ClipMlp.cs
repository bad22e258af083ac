using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>Two linear layers with the tower's activation between: <c>[..., hidden]</c> to <c>[..., hidden]</c>.</summary>
internal sealed class ClipMlp : Module<Tensor, Tensor>
{
    private readonly Linear fc1;
    private readonly Linear fc2;
    private readonly ClipActivation _activation;

    public ClipMlp(int hiddenSize, int intermediateSize, ClipActivation activation) : base(nameof(ClipMlp))
    {
        fc1 = Linear(hiddenSize, intermediateSize);
        fc2 = Linear(intermediateSize, hiddenSize);
        _activation = activation;
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var inner = fc1.forward(hidden);
        inner = _activation switch
        {
            // x * sigmoid(1.702 x)
            ClipActivation.QuickGelu => inner * sigmoid(inner * 1.702),
            _ => functional.gelu(inner),
        };
        return fc2.forward(inner).MoveToOuterDisposeScope();
    }
}
