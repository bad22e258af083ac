using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Tests.Methods;

/// <summary>Counts the losses that are differentiated.</summary>
internal sealed class CountingEncoder(IPromptEncoder encoder) : IPromptEncoder
{
    public int Losses { get; private set; }

    /// <summary>The contexts that went through the text tower for their features.</summary>
    public int Encoded { get; private set; }

    public ClassPrompts Classes => encoder.Classes;

    public Tensor Encode(Tensor context, Tensor view, IReadOnlyList<PromptChunk>? subset = null)
    {
        Encoded++;
        return encoder.Encode(context, view, subset);
    }

    public IReadOnlyList<Tensor> EncodeTogether(IReadOnlyList<Tensor> contexts, IReadOnlyList<Tensor> views)
    {
        Encoded += contexts.Count;
        return encoder.EncodeTogether(contexts, views);
    }

    public IReadOnlyList<ContextGradient> Gradients(Tensor? context, IReadOnlyList<Func<Tensor, Tensor>> losses, IReadOnlyList<PromptChunk>? subset = null)
    {
        Losses += losses.Count;
        return encoder.Gradients(context, losses, subset);
    }

    public void Dispose() => encoder.Dispose();
}
