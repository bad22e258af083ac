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
    private readonly TextSide _text;
    private readonly IReadOnlyList<ClassPromptSet> _classes;
    private readonly PromptOptions _prompt;
    private readonly int _seed;
    private readonly PreparationProgress _progress;
    private readonly IPromptEncoder _encoder;
    private readonly PromptEncoder _exactEncoder;
    private readonly Tensor? _zeroShotFeatures;
    private readonly List<IDisposable> _owned = [];
    private readonly Dictionary<MethodOptions, MethodState?> _states = [];

    /// <param name="text">The model's text side.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="prompt">The prompt, validated, with the template that is in use.</param>
    /// <param name="seed">The seed of a random context.</param>
    /// <param name="tunesContext">Whether the method tunes the context.</param>
    /// <param name="approximations">What may be computed less exactly.</param>
    /// <param name="progress">Is told of each pass over a chunk of prompts, here and where scorers are made.</param>
    /// <param name="laterPasses">How many passes the preparation of the methods takes; null for none.</param>
    public PreparedClasses(
        TextSide text, IReadOnlyList<ClassPromptSet> classes, PromptOptions prompt, int seed, bool tunesContext, ApproximationOptions approximations, PreparationProgress progress,
        Func<ClassPrompts, long>? laterPasses = null)
    {
        (_text, _classes, _prompt, _seed, _progress) = (text, classes, prompt, seed, progress);
        Prompts = PromptPreparation.Prepare(text, classes, prompt, seed, progress.AfterPass, prompts => progress.Expect(CountPasses(prompts)));
        _exactEncoder = new PromptEncoder(Prompts);
        try
        {
            _encoder = (IPromptEncoder?)(tunesContext ? PromptPreparation.CreateFirstOrder(Prompts, approximations, progress.AfterPass) : null) ?? _exactEncoder;
            _zeroShotFeatures = prompt.ZeroShotTemplates is { } templates
                ? PromptPreparation.EncodeEnsemble(text, classes, templates, progress.AfterPass).DetachFromDisposeScope()
                : null;
        }
        catch
        {
            _zeroShotFeatures?.Dispose();
            _encoder?.Dispose();
            Prompts.Dispose();
            throw;
        }

        // Once for the initial features and for each template.
        long CountPasses(ClassPrompts prompts)
        {
            var ofDerivative = tunesContext ? PromptPreparation.CountFirstOrderPasses(prompts, approximations) : 0;
            return (prompts.Chunks.Count * (1 + (prompt.ZeroShotTemplates?.Count ?? 0))) + ofDerivative + (laterPasses?.Invoke(prompts) ?? 0);
        }
    }

    /// <summary>The prompts.</summary>
    public ClassPrompts Prompts { get; }

    /// <summary>The scorer of a method over these classes. The method is prepared first.</summary>
    /// <param name="network">The towers.</param>
    /// <param name="method">The method.</param>
    /// <param name="needs">What it needs of an image.</param>
    /// <param name="approximations">What may be computed less exactly.</param>
    /// <param name="calibration">What makes probabilities of the logits; null for their softmax.</param>
    /// <param name="gate">What decides whether the method is run; null where it always is.</param>
    /// <param name="savedState">What a saved model holds of the method's preparation; null where it is prepared now.</param>
    public IImageScorer CreateScorer(
        ClipNetwork network, MethodOptions method, MethodNeeds needs, ApproximationOptions approximations, CalibrationOptions? calibration = null, GateOptions? gate = null,
        byte[]? savedState = null)
    {
        // A method that is compared with several calibrations is prepared once.
        if (!_states.TryGetValue(method, out var state))
        {
            state = method.Prepare(new MethodPreparation(_text, _classes, Prompts, _prompt, approximations, _seed) { Saved = savedState, AfterPasses = _progress.AfterPasses });
            _states.Add(method, state);
            if (state is not null)
            {
                _owned.Add(state);
            }
        }
        var isFloat32 = approximations.Precision == TptPrecision.Float32 || network.Images.DType == ScalarType.Float32;
        var fast = Create(isFloat32 ? network.Float32Images! : network.Images, _encoder, approximations);
        return approximations.ExactMargin == 0 || (isFloat32 && (approximations with { Precision = TptPrecision.Float32 }).IsNone)
            ? fast
            : new CloseCallScorer(fast, Create(network.Float32Images!, _exactEncoder, ApproximationOptions.None), approximations.ExactMargin) { LeastLead = method.LeastExactMargin(needs.Views) };

        ImageScorer Create(ImageTower tower, IPromptEncoder encoder, ApproximationOptions allowed)
        {
            var context = new MethodContext(encoder, allowed) { EnsembleFeatures = _zeroShotFeatures, WantsViewLogits = calibration?.NeedsViewLogits == true, Own = _owned.Add, State = state };
            return new(new ViewEncoder(tower, Prompts, new Screening(allowed.PatchDropout)), method.Create(context), needs, Prompts, _zeroShotFeatures)
            {
                State = state,
                SharesPasses = allowed.SharePasses,
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
