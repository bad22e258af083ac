using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Tpt.Engine.Modules;

/// <summary>A vector for each number. TorchSharp's own layer cannot be made without drawing its weights, and keeps them when it is given others.</summary>
internal sealed class EmbeddingTable : Module<Tensor, Tensor>
{
    private readonly Parameter weight;

    public EmbeddingTable(int count, int width, LayerFactory layers) : base(nameof(EmbeddingTable))
    {
        weight = layers.Weight(() => init.normal_(empty(count, width, dtype: layers.DType, device: layers.Device)), count, width);
        RegisterComponents();
    }

    /// <summary>All vectors, <c>[count, width]</c>.</summary>
    public Tensor Vectors => weight;

    /// <summary>Numbers <c>[...]</c>, int64, to their vectors <c>[..., width]</c>.</summary>
    public override Tensor forward(Tensor numbers)
    {
        using var scope = NewDisposeScope();
        return weight.index_select(0, numbers.flatten()).view([.. numbers.shape, weight.shape[1]]).MoveToOuterDisposeScope();
    }
}
