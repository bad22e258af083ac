using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.FeatureShift;

/// <summary>Class features after a shift, <c>t = u / |u|</c> with <c>u = t⁰ + δ</c>.</summary>
/// <param name="Features"><c>t</c>, L2-normalised again, <c>[classes, embedding]</c>.</param>
/// <param name="Lengths"><c>|u|</c>, <c>[classes, 1]</c>.</param>
internal readonly record struct ShiftedPrototypes(Tensor Features, Tensor Lengths)
{
    /// <param name="prototypes"><c>t⁰</c>, L2-normalised, <c>[classes, embedding]</c>.</param>
    /// <param name="shift"><c>δ</c>, <c>[classes, embedding]</c>, or <c>[1, embedding]</c> for one that all classes share.</param>
    public static ShiftedPrototypes Of(Tensor prototypes, Tensor shift)
    {
        using var scope = NewDisposeScope();
        var moved = prototypes.Plus(shift);
        var lengths = moved.norm(1, keepdim: true);
        return new ShiftedPrototypes((moved / lengths).MoveToOuterDisposeScope(), lengths.MoveToOuterDisposeScope());
    }

    /// <summary>
    /// The gradient with respect to <c>u</c>, so to each class's shift, of the one with respect to <c>t</c>. As
    /// <c>∂t/∂u = (I - t tᵀ) / |u|</c>, it is <c>(g - t (t · g)) / |u|</c>: what changes the length alone changes nothing.
    /// </summary>
    /// <param name="gradient"><c>g</c>, <c>[classes, embedding]</c>.</param>
    public Tensor PullBack(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var radial = (Features * gradient).sum(1, keepdim: true);
        return ((gradient - Features * radial) / Lengths).MoveToOuterDisposeScope();
    }
}
