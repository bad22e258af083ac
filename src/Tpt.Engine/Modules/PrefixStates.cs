using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Modules;

/// <summary>The keys and values of shared prefixes in each layer of the text tower, every one <c>[prefixes, heads, tokens, d]</c>.</summary>
internal sealed class PrefixStates(Tensor[] keys, Tensor[] values)
{
    public IReadOnlyList<Tensor> Keys => keys;

    public IReadOnlyList<Tensor> Values => values;

    public long TokenCount => keys[0].shape[2];

    /// <summary>Keys and values of all layers, as one list for autograd.</summary>
    public IEnumerable<Tensor> Tensors => keys.Concat(values);

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
