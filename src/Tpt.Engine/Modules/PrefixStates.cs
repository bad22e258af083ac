using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>The keys and values of shared prefixes in each layer of the text tower, every one <c>[prefixes, heads, tokens, d]</c>.</summary>
internal sealed class PrefixStates(Tensor[] keys, Tensor[] values)
{
    /// <summary>The states of what has no prefix.</summary>
    public static PrefixStates None { get; } = new([], []);

    /// <summary>Keys and values of all layers, as one list for autograd.</summary>
    public IEnumerable<Tensor> Tensors => keys.Concat(values);

    /// <summary>The keys and values in a layer; null where there is no prefix.</summary>
    public (Tensor? Keys, Tensor? Values) OfLayer(int layer) => keys.Length == 0 ? (null, null) : (keys[layer], values[layer]);

    /// <summary>The same states, cut off from their graph, as leaves that collect gradients of their own.</summary>
    public PrefixStates DetachToLeaves() => new(ToLeaves(keys), ToLeaves(values));

    public PrefixStates MoveToOuterDisposeScope()
    {
        foreach (var tensor in Tensors)
        {
            tensor.MoveToOuterDisposeScope();
        }
        return this;
    }

    private static Tensor[] ToLeaves(Tensor[] tensors) => Array.ConvertAll(tensors, t => t.detach().requires_grad_());
}
