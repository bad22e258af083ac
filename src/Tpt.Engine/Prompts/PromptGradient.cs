using TorchSharp;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>
/// The way back from the features of prompts to the context: a loss is differentiated at the features, and that gradient is pulled
/// back through the text tower a chunk of prompts at a time, <c>dL/dctx = J(ctx)^T dL/dT</c>, so that memory does not grow with the
/// number of classes.
/// </summary>
internal sealed class PromptGradient(ClassPrompts prompts) : IDisposable
{
    private InitialGraph? _initialGraph;

    /// <summary>Each loss with its gradient with respect to the context, and its gradient at the prompt features, <c>[prompts, embedding]</c>.</summary>
    /// <param name="context">Where to differentiate, <c>[M, hidden]</c>; null for the initial context.</param>
    /// <param name="features">The features of all prompts there, <c>[prompts, embedding]</c>.</param>
    /// <param name="losses">Scalar losses of the class features <c>[classes, embedding]</c>.</param>
    /// <param name="subset">The prompts that the gradient goes through; null for all.</param>
    public IReadOnlyList<(ContextGradient AtContext, Tensor AtFeatures)> Of(
        Tensor? context, Tensor features, IReadOnlyList<Func<Tensor, Tensor>> losses, IReadOnlyList<PromptChunk>? subset)
    {
        using var scope = NewDisposeScope();
        var atFeatures = losses.Select(loss => AtFeatures(features, loss)).ToArray();
        Tensor[] featureGradients = [.. atFeatures.Select(result => result.Gradient)];
        var gradients = context is null && subset is null
            ? PullBackAtInitial(featureGradients)
            : PullBack(context ?? prompts.InitialContext, subset ?? prompts.Chunks, featureGradients);
        return [.. atFeatures.Zip(gradients, (result, gradient) => (
            new ContextGradient(result.Loss.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope()), result.Gradient.MoveToOuterDisposeScope()))];
    }

    /// <summary>Each loss with its gradient with respect to a context of its own: one pass forward and one back for all of them, over all prompts at once.</summary>
    /// <param name="contexts">Where to differentiate, each <c>[M, hidden]</c>.</param>
    /// <param name="losses">A scalar loss of the class features for each context.</param>
    public IReadOnlyList<ContextGradient> OfTogether(IReadOnlyList<Tensor> contexts, IReadOnlyList<Func<Tensor, Tensor>> losses)
    {
        using var scope = NewDisposeScope();
        Tensor[] leaves = [.. contexts.Select(context => context.detach().requires_grad_())];
        // In the order of the chunks, [contexts, prompts, embedding].
        var features = prompts.Forward.EncodeTogether(leaves, prompts.Chunks);
        var order = ClassPrompts.Order(prompts.Chunks);
        (Tensor Loss, Tensor Gradient)[] atFeatures = [.. features.detach().unbind(0).Zip(losses, (ofContext, loss) => AtFeatures(ClassPrompts.InOrder(null, ofContext, prompts.Chunks), loss))];
        var gradients = LeafGradients.Of([features], leaves, [stack(atFeatures.Select(result => result.Gradient.index_select(0, order)))]);
        return [.. atFeatures.Zip(gradients, (result, gradient) => new ContextGradient(result.Loss, gradient).MoveToOuterDisposeScope())];
    }

    private (Tensor Loss, Tensor Gradient) AtFeatures(Tensor promptFeatures, Func<Tensor, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        var leaf = promptFeatures.detach().requires_grad_();
        var value = loss(prompts.Pooling.Pool(leaf));
        var gradient = LeafGradients.Of([value], [leaf])[0];
        return (value.detach().MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    /// <summary>Every image's first step starts at the initial context, so where all prompts are one chunk their graph there is kept.</summary>
    private Tensor[] PullBackAtInitial(Tensor[] featureGradients)
    {
        if (prompts.Chunks.Count == 1)
        {
            return Array.ConvertAll(featureGradients, (_initialGraph ??= CreateInitialGraph()).PullBack);
        }
        // It was kept while they were one chunk, before memory ran out.
        _initialGraph?.Dispose();
        _initialGraph = null;
        return PullBack(prompts.InitialContext, prompts.Chunks, featureGradients);
    }

    /// <summary><c>J(ctx)^T G</c> for each G = dL/dT, <c>[prompts, embedding]</c>. They share each chunk's forward pass; one has the same bits in any company.</summary>
    /// <param name="context">Where to differentiate, <c>[M, hidden]</c>.</param>
    /// <param name="chunks">The prompts that follow the context.</param>
    /// <param name="featureGradients">Each G.</param>
    /// <param name="afterPass">Is told of each G in each chunk when it is pulled back.</param>
    public Tensor[] PullBack(Tensor context, IReadOnlyList<PromptChunk> chunks, Tensor[] featureGradients, Action? afterPass = null)
    {
        using var scope = NewDisposeScope();
        var leaf = context.detach().requires_grad_();
        var prefix = prompts.Forward.EncodePrefix(leaf);
        var prefixLeaves = prefix.DetachToLeaves();
        Tensor[] leaves = [.. prefixLeaves.Tensors];
        var sums = featureGradients.Select(_ => new PullBackSum(leaf, leaves)).ToArray();
        foreach (var chunk in chunks)
        {
            using var chunkScope = NewDisposeScope();
            // Only the context vectors that stand behind the class name reach a suffix by themselves.
            var inputs = chunk.Context is null ? leaves : [.. leaves, leaf];
            var features = prompts.Forward.EncodeSuffixes(prefixLeaves, leaf, chunk);
            for (var i = 0; i < sums.Length; i++)
            {
                var atChunk = featureGradients[i].index_select(0, chunk.Prompts);
                sums[i].Add(LeafGradients.Of([features], inputs, [atChunk], keepGraph: i < sums.Length - 1));
                afterPass?.Invoke();
            }
        }
        return Array.ConvertAll(sums, sum =>
        {
            var gradient = prompts.SharedContextLength == 0
                ? sum.OfContext
                : sum.OfContext.Plus(LeafGradients.Of([.. prefix.Tensors], [leaf], sum.OfLeaves, keepGraph: true)[0]);
            return gradient.MoveToOuterDisposeScope();
        });
    }

    public void Dispose() => _initialGraph?.Dispose();

    private InitialGraph CreateInitialGraph()
    {
        using var grad = enable_grad();
        using var scope = NewDisposeScope();
        var leaf = prompts.InitialContext.detach().requires_grad_();
        var chunk = prompts.Chunks[0];
        var features = prompts.Forward.EncodeSuffixes(prompts.Forward.EncodePrefix(leaf), leaf, chunk);
        return new InitialGraph(leaf.DetachFromDisposeScope(), features.DetachFromDisposeScope(), chunk.Prompts);
    }
}
