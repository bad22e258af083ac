using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Numerics;
using static TorchSharp.torch;

namespace Tpt.Engine.Methods.Zero;

/// <summary>The shares of the confident views' votes. Where no view gives numbers, neither do they.</summary>
internal sealed class Zero : IAdaptationMethod
{
    private readonly MethodContext _context;
    private readonly double _selectionFraction;
    private readonly Tensor? _firstOfSame;

    public Zero(MethodContext context, double selectionFraction)
    {
        (_context, _selectionFraction) = (context, selectionFraction);
        _firstOfSame = SameClasses.FirstOf(context.ClassFeatures)?.DetachFromDisposeScope();
        if (_firstOfSame is not null)
        {
            context.Own(_firstOfSame);
        }
    }

    public IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows) => [.. rows.Select(Adapt)];

    private Adaptation Adapt(ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var cosines = ConfidentVote.Cosines(evidence.Features, _context.ClassFeatures, _firstOfSame);
        var vote = ConfidentVote.Of(cosines, _context.Classes.LogitScale, ConfidenceSelection.Count(evidence.Count, _selectionFraction));
        var votes = DeviceUpload.Of(vote.Votes, evidence.Features.device);
        // The softmax of their logarithms are the shares; a class without a vote has the logarithm -∞ and the score 0.
        var logits = (votes / votes.sum()).log();
        return new Adaptation(logits, [.. vote.Order.Take(Math.Max(1, vote.Count))], Context: null).MoveToOuterDisposeScope();
    }
}
