using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Calibration;
using Tpt.Engine.Evidence;
using Tpt.Engine.Gates;
using Tpt.Engine.Methods;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Engine.Scoring;

/// <summary>A class set with everything that is constant for it: its prompts, their derivative, the features of an ensemble. It owns them.</summary>
internal sealed class PreparedClasses : IDisposable
{
    private readonly IPromptEncoder _encoder;
    private readonly PromptEncoder _exactEncoder;
    private readonly Tensor? _zeroShotFeatures;
    private readonly List<IDisposable> _owned = [];

    /// <param name="text">The model's text side.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="prompt">The prompt, validated, with the template that is in use.</param>
    /// <param name="seed">The seed of a random context.</param>
    /// <param name="tunesContext">Whether the method tunes the context.</param>
    /// <param name="approximations">What may be computed less exactly.</param>
    /// <param name="progress">Is told of each pass over a chunk of prompts.</param>
    public PreparedClasses(
        TextSide text, IReadOnlyList<ClassPromptSet> classes, PromptOptions prompt, int seed, bool tunesContext, ApproximationOptions approximations, PreparationProgress progress)
    {
        Prompts = PromptPreparation.Prepare(text, classes, prompt, seed, progress.AfterPass, prompts => progress.Expect(CountPasses(prompts)));
        _exactEncoder = new PromptEncoder(Prompts);
        try
        {
            _encoder = (IPromptEncoder?)(tunesContext ? PromptPreparation.CreateFirstOrder(Prompts, approximations, progress.AfterPass) : null) ?? _exactEncoder;
            _zeroShotFeatures = prompt.ZeroShotTemplates is { } templates
                ? PromptPreparation.EncodeEnsemble(text, classes, templates, progress.AfterPass).DetachFromDisposeScope()
                : null;
            progress.Finish();
        }
        catch
        {
            _zeroShotFeatures?.Dispose();
            _encoder?.Dispose();
            Prompts.Dispose();
            throw;
        }

        // Once for the initial features and for each template, and for each direction of the derivative forward over all and backward over a sample.
        long CountPasses(ClassPrompts prompts)
        {
            var rank = tunesContext && approximations.FirstOrderTolerance > 0 ? Math.Min(approximations.FirstOrderRank, prompts.InitialContext.numel()) : 0;
            return (prompts.Chunks.Count * (1 + rank + (prompt.ZeroShotTemplates?.Count ?? 0))) + (rank * prompts.CountSampleChunks(PromptPreparation.SampledPrompts));
        }
    }

    /// <summary>The prompts.</summary>
    public ClassPrompts Prompts { get; }

    /// <summary>The scorer of a method over these classes.</summary>
    /// <param name="network">The towers.</param>
    /// <param name="method">The method.</param>
    /// <param name="needs">What it needs of an image.</param>
    /// <param name="approximations">What may be computed less exactly.</param>
    /// <param name="calibration">What makes probabilities of the logits; null for their softmax.</param>
    /// <param name="gate">What decides whether the method is run; null where it always is.</param>
    public IImageScorer CreateScorer(
        ClipNetwork network, MethodOptions method, MethodNeeds needs, ApproximationOptions approximations, CalibrationOptions? calibration = null, GateOptions? gate = null)
    {
        var isFloat32 = approximations.Precision == TptPrecision.Float32 || network.Images.DType == ScalarType.Float32;
        var fast = Create(isFloat32 ? network.Float32Images! : network.Images, _encoder, approximations);
        return approximations.ExactMargin == 0 || (isFloat32 && (approximations with { Precision = TptPrecision.Float32 }).IsNone)
            ? fast
            : new CloseCallScorer(fast, Create(network.Float32Images!, _exactEncoder, ApproximationOptions.None), approximations.ExactMargin) { LeastLead = method.LeastExactMargin(needs.Views) };

        ImageScorer Create(ImageTower tower, IPromptEncoder encoder, ApproximationOptions allowed)
        {
            var context = new MethodContext(encoder, allowed) { EnsembleFeatures = _zeroShotFeatures, WantsViewLogits = calibration?.NeedsViewLogits == true, Own = _owned.Add };
            return new(new ViewEncoder(tower, Prompts, allowed.TokenMerging), method.Create(context), needs, Prompts, _zeroShotFeatures)
            {
                Calibration = calibration?.Create(context),
                Gate = gate?.Create(),
            };
        }
    }

    public void Dispose()
    {
        _owned.ForEach(one => one.Dispose());
        _encoder.Dispose();
        _exactEncoder.Dispose();
        _zeroShotFeatures?.Dispose();
        Prompts.Dispose();
    }
}
