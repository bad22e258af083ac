using System.Runtime.InteropServices;
using TorchSharp;
using Tpt.Engine.Calibration;
using Tpt.Engine.Evidence;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Views;
using static TorchSharp.torch;

namespace Tpt.Engine.Scoring;

/// <summary>An image's way through the engine: pixels, evidence, gate, method, calibration, scores.</summary>
/// <param name="encoder">The views to evidence.</param>
/// <param name="method">The evidence to logits.</param>
/// <param name="needs">What the method needs of an image.</param>
/// <param name="classes">The classes.</param>
/// <param name="zeroShotFeatures">The class features that the zero-shot scores are made with, <c>[classes, embedding]</c>; null for those of the prompt.</param>
internal sealed class ImageScorer(ViewEncoder encoder, IAdaptationMethod method, MethodNeeds needs, ClassPrompts classes, Tensor? zeroShotFeatures) : IImageScorer
{
    /// <summary>The views to evidence.</summary>
    public ViewEncoder Encoder => encoder;

    /// <summary>The evidence to logits.</summary>
    public IAdaptationMethod Method => method;

    public MethodState? State { get; init; }

    /// <summary>Whether the views of several images go through the image tower together.</summary>
    public bool SharesPasses { get; init; }

    /// <summary>What makes probabilities of the adapted logits; null for their softmax.</summary>
    public ICalibration? Calibration { get; init; }

    /// <summary>What decides whether the method is run on an image; null where it always is.</summary>
    public IGate? Gate { get; init; }

    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewBatch> rows)
    {
        using var modes = LeafGradients.OwnModes();
        using var scope = NewDisposeScope();
        return Score(LookThroughGate(rows));
    }

    /// <summary>What the method looks at in each image; of an image that the gate leaves by its centre view, that alone.</summary>
    public IReadOnlyList<ViewEvidence> LookThroughGate(IReadOnlyList<ViewBatch> rows)
    {
        if (Gate is not { AsksCentreViewAlone: true })
        {
            return Look(rows, needs.Views);
        }
        using var scope = NewDisposeScope();
        ViewEvidence[] centres = [.. Look(rows, views: 1).Select(centre => centre with { IsGateOpen = AskGate(centre) })];
        // The centre view goes along again: what is tuned has the bits that it has without a gate.
        var open = new Queue<ViewEvidence>(Look([.. rows.Where((_, row) => centres[row].IsGateOpen == true)], needs.Views));
        return [.. centres.Select(centre => (centre.IsGateOpen == true ? open.Dequeue() with { IsGateOpen = true } : centre).MoveToOuterDisposeScope())];
    }

    public bool? AskGate(ViewEvidence centre) => Gate is { AsksCentreViewAlone: true } ? Gate.Opens(centre) : null;

    public ViewEvidence Look(ViewBatch views) => Look(views, needs.Views);

    public ViewEvidence LookExactly(ViewBatch views, ViewEvidence evidence) => evidence;

    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewEvidence> rows, Func<int, ViewEvidence> lookExactly) => Score(rows);

    public IReadOnlyList<ImageScores> Score(IReadOnlyList<ViewEvidence> rows)
    {
        using var modes = LeafGradients.OwnModes();
        while (true)
        {
            using var scope = NewDisposeScope();
            try
            {
                return [.. Adapt(rows).Zip(rows, ToScores)];
            }
            catch (ExternalException shortage) when (MemoryShortage.Is(shortage) && SharesPasses && rows.Count > 1)
            {
                var half = rows.Count / 2;
                return [.. Score([.. rows.Take(half)]), .. Score([.. rows.Skip(half)])];
            }
            catch (ExternalException shortage) when (MemoryShortage.Is(shortage) && classes.TryHalveChunks())
            {
                // Again, with half as many prompts at a time.
            }
        }
    }

    private IReadOnlyList<ViewEvidence> Look(IReadOnlyList<ViewBatch> rows, int views)
    {
        if (!SharesPasses || rows.Count < 2)
        {
            return [.. rows.Select(row => Look(row, views))];
        }
        using var scope = NewDisposeScope();
        var evidence = encoder.EncodeTogether([.. rows.Select(row => ToPixels(row, views))], needs.SelectedViews);
        return [.. evidence.Zip(rows, Complete).Select(one => one.MoveToOuterDisposeScope())];
    }

    private ViewEvidence Look(ViewBatch row, int views)
    {
        using var scope = NewDisposeScope();
        return Complete(encoder.Encode(ToPixels(row, views), needs.SelectedViews), row).MoveToOuterDisposeScope();
    }

    private Tensor ToPixels(ViewBatch row, int views) => row.ToTensor(classes.InitialContext.device, views);

    private ViewEvidence Complete(ViewEvidence evidence, ViewBatch views)
    {
        // Else its memory may have been given to another image while it was read.
        views.ThrowIfDisposed();
        if (zeroShotFeatures is null)
        {
            return evidence;
        }
        using var noGrad = no_grad();
        return evidence with { EnsembleLogits = classes.Logits(evidence.CentreView, zeroShotFeatures)[0] };
    }

    /// <summary>Runs the method on the rows that the gate opens for; the others keep their zero-shot logits.</summary>
    private IReadOnlyList<Adaptation> Adapt(IReadOnlyList<ViewEvidence> rows)
    {
        if (Gate is null)
        {
            return method.Adapt(rows);
        }
        bool[] isOpen = [.. rows.Select(row => row.IsGateOpen ?? Gate.Opens(row))];
        ViewEvidence[] open = [.. rows.Where((_, row) => isOpen[row])];
        var adapted = new Queue<Adaptation>(open.Length == 0 ? [] : method.Adapt(open));
        return [.. rows.Select((row, i) => isOpen[i] ? adapted.Dequeue() : new Adaptation(row.ZeroShotLogits, [], Context: null) { IsAdapted = false })];
    }

    /// <summary>The one place where logits become scores.</summary>
    private float[] ToProbabilities(Adaptation adapted, ViewEvidence evidence, float[] plain)
    {
        if (Calibration is null)
        {
            return plain;
        }
        var calibrated = HostCopy.Floats(Calibration.Calibrate(adapted, evidence));
        return Calibration.KeepsLabel ? SameLabel.Keep(calibrated, plain) : calibrated;
    }

    private ImageScores ToScores(Adaptation adapted, ViewEvidence evidence)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        // One copy to .NET for all of it. No index of a view is too large for a 32-bit float.
        Tensor[] parts =
        [
            adapted.Logits.softmax(-1), evidence.ZeroShotLogits.softmax(-1),
            adapted.SelectedViews.ToTensor(adapted.Logits.device), (adapted.Context ?? State?.InitialContext ?? classes.InitialContext).flatten(),
        ];
        var numbers = HostCopy.Floats(cat(Array.ConvertAll(parts, part => part.to(ScalarType.Float32)), 0));
        var start = 0;
        var (plain, zeroShot, selected, context) = (Next(parts[0]), Next(parts[1]), Next(parts[2]), Next(parts[3]));
        return new ImageScores(ToProbabilities(adapted, evidence, plain), zeroShot, Array.ConvertAll(selected, view => (int)view), context)
        {
            IsAdapted = adapted.IsAdapted,
            Lead = TopTwo.Margin(plain),
        };

        float[] Next(Tensor part)
        {
            var length = (int)part.numel();
            start += length;
            return numbers[(start - length)..start];
        }
    }
}
