using TorchSharp;
using TorchSharp.Modules;
using Tpt.Engine.Configuration;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using GeluKind = TorchSharp.Modules.GELU.Approximate;

namespace Tpt.Engine.Modules;

/// <summary>Two linear layers with the tower's activation between: <c>[..., hidden]</c> to <c>[..., hidden]</c>.</summary>
internal sealed class ClipMlp : Module<Tensor, Tensor>
{
    private const float QuickGeluSlope = 1.702f;
    private readonly Linear fc1;
    private readonly Linear fc2;
    private readonly ClipActivation _activation;

    public ClipMlp(int hiddenSize, int intermediateSize, ClipActivation activation, LayerFactory layers) : base(nameof(ClipMlp))
    {
        fc1 = layers.Linear(hiddenSize, intermediateSize);
        fc2 = layers.Linear(intermediateSize, hiddenSize);
        _activation = activation;
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        if (_activation != ClipActivation.QuickGelu)
        {
            var kind = _activation == ClipActivation.GeluTanh ? GeluKind.tanh : GeluKind.none;
            return fc2.forward(functional.gelu(fc1.forward(hidden), kind)).MoveToOuterDisposeScope();
        }
        // x sigmoid(1.702 x) = silu(1.702 x) / 1.702: both factors go into the matrix products, which leaves one pass over the activations.
        var rows = hidden.reshape(-1, hidden.shape[^1]);
        var inner = functional.silu(addmm(fc1.bias!, rows, fc1.weight!.t(), beta: QuickGeluSlope, alpha: QuickGeluSlope), inplace: !is_grad_enabled());
        return addmm(fc2.bias!, inner, fc2.weight!.t(), beta: 1, alpha: 1 / QuickGeluSlope).view(hidden.shape).MoveToOuterDisposeScope();
    }
}
