using TorchSharp;
using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Commands;

/// <summary>
/// The text side of one image in both ways: the gradient of the marginal entropy to the context, one AdamW step, the
/// class features at the tuned prompt.
/// </summary>
internal sealed class TextSides : IDisposable
{
    private const int ConfidentViews = 6;
    private const double LogitScale = 100;
    private readonly string _model;
    private readonly ClipNetwork _network;
    private readonly IReadOnlyList<PromptTokens> _prompts;
    private readonly int _positions;
    private readonly Tensor _confident;
    private PublishedTextSide? _published;
    private Tensor? _featureGradient;
    private readonly ClassPrompts _classes;
    private readonly PromptEncoder _engine;

    /// <param name="model">A name of <see cref="ModelSizes"/>.</param>
    /// <param name="classes">How many classes.</param>
    /// <param name="maxProbability">How certain the confident views are: the mean of their largest probabilities, as far as the features can reach it.</param>
    public TextSides(string model, int classes, double maxProbability = 0.9)
    {
        _model = model;
        var config = ModelSizes.Of(model);
        _network = SyntheticNetwork.Create(config);
        _prompts = SyntheticPrompts.Create(classes);
        _positions = config.Text.MaxPositionEmbeddings;
        Towers = new PublishedTowers(_network, config);
        _classes = SyntheticPrompts.Prepare(_network, _prompts);
        _engine = new PromptEncoder(_classes);
        using var scope = NewDisposeScope();
        _confident = (LogitScale * SyntheticViews.Features(_classes.InitialFeatures, ConfidentViews, maxProbability)).DetachFromDisposeScope();
        MaxProbability = _confident.matmul(_classes.InitialFeatures.t()).softmax(-1).amax([-1]).mean().item<float>();
    }

    /// <summary>The mean over the confident views of the largest probability before tuning.</summary>
    public float MaxProbability { get; }

    public PublishedTowers Towers { get; }

    private PublishedTextSide Published => _published ??= new PublishedTextSide(Towers, _prompts, SyntheticPrompts.ContextLength, _positions, PublishedTextSide.BlockSize);

    /// <summary>What the published algorithm is given; not timed.</summary>
    public void Prepare() => _featureGradient ??= Published.FeatureGradient(Loss)?.DetachFromDisposeScope();

    public (Tensor Gradient, Tensor Tuned) RunPublished()
    {
        _featureGradient ??= Published.FeatureGradient(Loss)?.DetachFromDisposeScope();
        var step = Published.Step(Loss, _featureGradient);
        return (step.Gradient, step.Tuned);
    }

    public (Tensor Gradient, Tensor Tuned) RunEngine()
    {
        using var scope = NewDisposeScope();
        var context = _classes.InitialContext.clone();
        var gradient = _engine.Gradients(null, [Loss])[0].Gradient;
        new AdamW(context, 5e-3, 0.01).Step(gradient);
        return (gradient.MoveToOuterDisposeScope(), _engine.Encode(context).MoveToOuterDisposeScope());
    }

    /// <summary>The gradient in 64-bit floats, which tells whose rounding a difference is.</summary>
    public Tensor GradientInDouble()
    {
        using var scope = NewDisposeScope();
        using var network = SyntheticNetwork.Create(ModelSizes.Of(_model));
        network.to(ScalarType.Float64);
        using var classes = SyntheticPrompts.Prepare(network, _prompts);
        using var engine = new PromptEncoder(classes);
        var confident = _confident.to(ScalarType.Float64);
        return engine.Gradients(null, [features => MarginalEntropy.Of(confident.matmul(features.t()))])[0].Gradient.MoveToOuterDisposeScope();
    }

    private Tensor Loss(Tensor classFeatures) => MarginalEntropy.Of(_confident.matmul(classFeatures.t()));

    public void Dispose()
    {
        _published?.Dispose();
        _featureGradient?.Dispose();
        _engine.Dispose();
        _classes.Dispose();
        _confident.Dispose();
        _network.Dispose();
    }
}
