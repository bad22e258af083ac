using TorchSharp;
using Tpt.Benchmarks.Published;
using Tpt.Benchmarks.Synthetic;
using Tpt.Engine;
using Tpt.Engine.Adaptation;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Benchmarks.Commands;

/// <summary>
/// The text side of one image in both ways: the gradient of the marginal entropy to the context, one AdamW step, the
/// class features at the tuned prompt.
/// </summary>
internal sealed class TextSides : IDisposable
{
    private readonly PromptLayout _layout = new(SyntheticPrompts.ContextLength, ClassTokenPosition.End, 0);
    private readonly string _model;
    private readonly ClipNetwork _network;
    private readonly IReadOnlyList<PromptTokens> _prompts;
    private readonly int _positions;
    private readonly Tensor _confident;
    private PublishedTextSide? _published;
    private Tensor? _featureGradient;
    private PromptEncoder? _engine;

    public TextSides(string model, int classes)
    {
        _model = model;
        var config = ModelSizes.Of(model);
        _network = SyntheticNetwork.Create(config);
        _prompts = SyntheticPrompts.Create(classes);
        _positions = config.Text.MaxPositionEmbeddings;
        Towers = new PublishedTowers(_network, config);
        using var scope = NewDisposeScope();
        var views = randn(6, config.ProjectionDim);
        _confident = (100 * views / views.norm(-1, true)).DetachFromDisposeScope();
    }

    public PublishedTowers Towers { get; }

    private PublishedTextSide Published => _published ??= new PublishedTextSide(Towers, _prompts, SyntheticPrompts.ContextLength, _positions, PublishedTextSide.BlockSize);

    private PromptEncoder Engine => _engine ??= new PromptEncoder(
        _network, _prompts, _layout, initialContext: null, chunkSize: null);

    /// <summary>What both ways prepare once for a class set, or are given; not timed.</summary>
    public void Prepare()
    {
        PrepareEngine();
        _featureGradient ??= Published.FeatureGradient(Loss)?.DetachFromDisposeScope();
    }

    /// <summary>What the engine alone prepares.</summary>
    public void PrepareEngine() => _ = Engine;

    public (Tensor Gradient, Tensor Tuned) RunPublished()
    {
        _featureGradient ??= Published.FeatureGradient(Loss)?.DetachFromDisposeScope();
        return Published.Step(Loss, _featureGradient);
    }

    public (Tensor Gradient, Tensor Tuned) RunEngine()
    {
        using var scope = NewDisposeScope();
        var context = Engine.InitialContext.clone();
        using var optimizer = new AdamW(context, 5e-3, 0.01);
        var (_, gradient) = Engine.Gradient(Engine.InitialContext, Loss);
        optimizer.Step(gradient);
        return (gradient.MoveToOuterDisposeScope(), Engine.Encode(context).MoveToOuterDisposeScope());
    }

    /// <summary>The gradient in 64-bit floats, which tells whose rounding a difference is.</summary>
    public Tensor GradientInDouble()
    {
        using var scope = NewDisposeScope();
        using var network = SyntheticNetwork.Create(ModelSizes.Of(_model));
        network.to(ScalarType.Float64);
        using var engine = new PromptEncoder(network, _prompts, _layout, initialContext: null, chunkSize: null);
        var confident = _confident.to(ScalarType.Float64);
        var (_, gradient) = engine.Gradient(engine.InitialContext, features => MarginalEntropy.Of(confident.matmul(features.t())));
        return gradient.MoveToOuterDisposeScope();
    }

    private Tensor Loss(Tensor classFeatures) => MarginalEntropy.Of(_confident.matmul(classFeatures.t()));

    public void Dispose()
    {
        _published?.Dispose();
        _featureGradient?.Dispose();
        _engine?.Dispose();
        _confident.Dispose();
        _network.Dispose();
    }
}
