using TorchSharp;
using Tpt.Engine.Evidence;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods;

/// <summary>What a method of test-time adaptation makes of one image.</summary>
/// <param name="Logits">The logits of the classes, <c>[classes]</c>; their softmax are the scores.</param>
/// <param name="SelectedViews">The views that they rest on, most confident first.</param>
/// <param name="Context">The context vectors that it ends with, <c>[M, hidden]</c>; null for the initial ones.</param>
internal sealed record Adaptation(Tensor Logits, ViewSelection SelectedViews, Tensor? Context)
{
    /// <summary>The logits of every view after adaptation, <c>[views, classes]</c>, the centre view first; null where the method gives none, or nobody asked (<see cref="MethodContext.WantsViewLogits"/>).</summary>
    public Tensor? ViewLogits { get; init; }

    /// <summary>Whether a method was run. Where it was not, <see cref="Logits"/> are the zero-shot ones.</summary>
    public bool IsAdapted { get; init; } = true;

    public Adaptation MoveToOuterDisposeScope()
    {
        Logits.MoveToOuterDisposeScope();
        SelectedViews.MoveToOuterDisposeScope();
        Context?.MoveToOuterDisposeScope();
        ViewLogits?.MoveToOuterDisposeScope();
        return this;
    }
}
