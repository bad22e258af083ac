using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Published;

/// <summary>One image by the published algorithm, from its normalised views to its probabilities.</summary>
internal sealed class PublishedRow : IDisposable
{
    private readonly PublishedTowers _towers;
    private readonly PublishedTextSide _text;
    private readonly Tensor _pixels;
    private Tensor? _featureGradient;

    public PublishedRow(PublishedTowers towers, IReadOnlyList<PromptTokens> prompts, int contextLength, int positions, Tensor pixels, int blockSize = PublishedTextSide.BlockSize)
    {
        (_towers, _pixels) = (towers, pixels);
        _text = new PublishedTextSide(towers, prompts, contextLength, positions, blockSize);
    }

    /// <summary>The share of the views that is kept.</summary>
    public double SelectionFraction { get; init; } = 0.1;

    /// <summary>Not timed: dL/dT for a run in blocks, which one graph over all classes would not need a pass of its own for.</summary>
    public void Prepare()
    {
        using var scope = NewDisposeScope();
        var features = EncodeImages();
        _featureGradient = _text.FeatureGradient(classes => Loss(features, classes))?.DetachFromDisposeScope();
    }

    /// <summary>The whole image.</summary>
    public PublishedResult Run()
    {
        using var scope = NewDisposeScope();
        var features = EncodeImages();
        var step = _text.Step(classes => Loss(features, classes), _featureGradient);
        using var noGrad = no_grad();
        var probabilities = (_towers.LogitScale * features.narrow(0, 0, 1)).matmul(step.Tuned.t()).softmax(1)[0];
        foreach (var tensor in new[] { features, step.Gradient, step.Context, step.Tuned, probabilities })
        {
            tensor.MoveToOuterDisposeScope();
        }
        return new PublishedResult(features, step, probabilities);
    }

    public void Dispose()
    {
        _text.Dispose();
        _featureGradient?.Dispose();
    }

    private Tensor EncodeImages()
    {
        using var noGrad = no_grad();
        return _towers.EncodeImages(_pixels);
    }

    private Tensor Loss(Tensor features, Tensor classes)
    {
        var logits = (_towers.LogitScale * features).matmul(classes.t());
        var selected = ConfidenceSelection.Select(logits.detach(), ConfidenceSelection.Count((int)logits.shape[0], SelectionFraction));
        return MarginalEntropy.Of(ConfidenceSelection.Take(logits, selected));
    }
}
