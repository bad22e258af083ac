using TorchSharp;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>
/// Class features at a tuned prompt to first order, <c>T(c) ≈ T(c0) + J (c - c0)</c>, for those classes that an image's scores hardly
/// depend on; the others go through the text tower.
/// </summary>
/// <param name="classes">The class set.</param>
/// <param name="jacobian">J; owned.</param>
/// <param name="tolerance">The largest error of a score, in (0, 1).</param>
internal sealed class FirstOrderPrompts(ClassPrompts classes, TextJacobian jacobian, double tolerance) : IPromptEncoder
{
    /// <summary>The most probable classes, which are computed in any case and show how far first order is off.</summary>
    private const int ProbedClasses = 8;

    private readonly PromptGradient _gradient = new(classes);

    public ClassPrompts Classes => classes;

    /// <summary>The derivative.</summary>
    public TextJacobian Jacobian => jacobian;

    /// <summary>
    /// Class features for the scores of one view. With e the largest error of the probed classes' logits and m the probability of all
    /// classes that stay at first order, no score is off by more than <c>m (exp(2 e) - 1)</c> where e holds for these too. As many
    /// classes are computed exactly as bring that to the tolerance, if need be all.
    /// </summary>
    /// <inheritdoc/>
    public Tensor Encode(Tensor context, Tensor view, IReadOnlyList<PromptChunk>? subset = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var firstOrder = FirstOrder(context);
        var approximate = classes.Logits(view, classes.Pooling.Pool(firstOrder));
        var order = HostCopy.Longs(approximate[0].argsort(-1, descending: true));
        var computed = order.Take(ProbedClasses).Select(index => (int)index).ToHashSet();
        var features = Mix(context, firstOrder, computed);
        var logits = classes.Logits(view, features);
        var error = HostCopy.Number((logits - approximate).abs().max());
        if (!double.IsFinite(error))
        {
            return classes.Pooling.Pool(ClassPrompts.InOrder(null, classes.Forward.Encode(context, classes.Chunks), classes.Chunks)).MoveToOuterDisposeScope();
        }
        var tolerated = tolerance / (Math.Exp(2 * error) - 1);
        var needed = tolerated < 1 ? ClassPruning.Keep(logits, tolerated) : [];
        if (!needed.IsSubsetOf(computed))
        {
            needed.UnionWith(computed);
            features = Mix(context, firstOrder, needed);
        }
        return features.MoveToOuterDisposeScope();
    }

    public IReadOnlyList<Tensor> EncodeTogether(IReadOnlyList<Tensor> contexts, IReadOnlyList<Tensor> views)
        => [.. contexts.Zip(views, (context, view) => Encode(context, view))];

    /// <remarks>Prompts outside of the subset count in the gradient by the derivative.</remarks>
    /// <inheritdoc/>
    public IReadOnlyList<ContextGradient> Gradients(Tensor? context, IReadOnlyList<Func<Tensor, Tensor>> losses, IReadOnlyList<PromptChunk>? subset = null)
    {
        using var scope = NewDisposeScope();
        var chunks = subset ?? classes.Chunks;
        var features = context is null ? classes.InitialPromptFeatures : EncodePrompts(context, chunks, subset is null ? null : FirstOrder(context));
        return [.. _gradient.Of(context, features, losses, subset).Select(result => subset is null
            ? result.AtContext.MoveToOuterDisposeScope()
            : (result.AtContext with { Gradient = result.AtContext.Gradient.Plus(OfOthers(chunks, result.AtFeatures)) }).MoveToOuterDisposeScope())];
    }

    public void Dispose()
    {
        jacobian.Dispose();
        _gradient.Dispose();
    }

    /// <summary>The features of every prompt, L2-normalised, <c>[prompts, embedding]</c>.</summary>
    internal Tensor FirstOrder(Tensor context)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return ClipNetwork.Normalize(classes.InitialPromptFeatures.Plus(jacobian.Push(context - classes.InitialContext))).MoveToOuterDisposeScope();
    }

    private Tensor Mix(Tensor context, Tensor firstOrder, IReadOnlySet<int> computed)
    {
        using var scope = NewDisposeScope();
        return classes.Pooling.Pool(EncodePrompts(context, classes.Select(computed), firstOrder)).MoveToOuterDisposeScope();
    }

    private Tensor EncodePrompts(Tensor context, IReadOnlyList<PromptChunk> chunks, Tensor? others)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return ClassPrompts.InOrder(others, classes.Forward.Encode(context, chunks), chunks).MoveToOuterDisposeScope();
    }

    /// <summary>What the prompts outside of the chunks add to the gradient, <c>[M, hidden]</c>: <c>J^T G</c> with 0 in G for those of the chunks.</summary>
    private Tensor OfOthers(IReadOnlyList<PromptChunk> chunks, Tensor featureGradient)
    {
        using var scope = NewDisposeScope();
        var others = featureGradient.WithFilled(0, ClassPrompts.Order(chunks), 0);
        return jacobian.PullBack(others).view(classes.InitialContext.shape).MoveToOuterDisposeScope();
    }
}
