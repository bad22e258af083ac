using TorchSharp;
using static TorchSharp.torch;

namespace Tpt.Engine.Prompts;

/// <summary>Every prompt that follows the context goes through the text tower; prompts outside of a subset keep their initial features.</summary>
internal sealed class PromptEncoder(ClassPrompts classes) : IPromptEncoder
{
    private readonly PromptGradient _gradient = new(classes);

    public ClassPrompts Classes => classes;

    public Tensor Encode(Tensor context, Tensor view, IReadOnlyList<PromptChunk>? subset = null) => Encode(context, subset);

    /// <summary>L2-normalised class features <c>[classes, embedding]</c> at a context <c>[M, hidden]</c>, without a graph.</summary>
    public Tensor Encode(Tensor context, IReadOnlyList<PromptChunk>? subset = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return classes.Pooling.Pool(EncodePrompts(context, subset)).MoveToOuterDisposeScope();
    }

    public IReadOnlyList<Tensor> EncodeTogether(IReadOnlyList<Tensor> contexts, IReadOnlyList<Tensor> views)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var features = classes.Forward.EncodeTogether(contexts, classes.Chunks).unbind(0);
        return Array.ConvertAll(features, ofContext => classes.Pooling.Pool(ClassPrompts.InOrder(null, ofContext, classes.Chunks)).MoveToOuterDisposeScope());
    }

    public IReadOnlyList<ContextGradient> Gradients(Tensor? context, IReadOnlyList<Func<Tensor, Tensor>> losses, IReadOnlyList<PromptChunk>? subset = null)
    {
        using var scope = NewDisposeScope();
        var features = context is null ? classes.InitialPromptFeatures : EncodePrompts(context, subset);
        return [.. _gradient.Of(context, features, losses, subset).Select(result => result.AtContext.MoveToOuterDisposeScope())];
    }

    public IReadOnlyList<ContextGradient> GradientsTogether(IReadOnlyList<Tensor> contexts, IReadOnlyList<Func<Tensor, Tensor>> losses)
    {
        using var scope = NewDisposeScope();
        return [.. _gradient.OfTogether(contexts, losses).Select(gradient => gradient.MoveToOuterDisposeScope())];
    }

    public void Dispose() => _gradient.Dispose();

    private Tensor EncodePrompts(Tensor context, IReadOnlyList<PromptChunk>? subset)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var chunks = subset ?? classes.Chunks;
        return ClassPrompts.InOrder(subset is null ? null : classes.InitialPromptFeatures, classes.Forward.Encode(context, chunks), chunks).MoveToOuterDisposeScope();
    }
}
