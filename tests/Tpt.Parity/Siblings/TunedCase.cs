using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Engine.Tuning;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>A case of a method that tunes the prompt: its classes and views, the steps that the method takes, and what all such methods store.</summary>
internal sealed class TunedCase : IDisposable
{
    /// <summary>Logits are 100 times the products of features of length 1.</summary>
    private const double TextFeatures = 5e-6;

    private const double ImageDirections = 5e-6;
    private readonly SiblingCase _golden;
    private readonly ParityReport _report;
    private readonly double _savedLogitScale;

    public TunedCase(SiblingCase golden, ParityReport report)
    {
        (_golden, _report) = (golden, report);
        var logitScale = golden.Model!.Network.LogitScale;
        _savedLogitScale = logitScale.item<float>();
        if (golden.Parameters.Has("logit_scale"))
        {
            SetLogitScale(Math.Log(golden.Parameters.GetProperty("logit_scale").GetDouble()));
        }
        Classes = golden.CreateClasses();
        Encoder = new PromptEncoder(Classes);
        Evidence = golden.Look(Classes);
        Context = new MethodContext(Encoder, ApproximationOptions.None) { WantsViewLogits = true, Own = Owned.Add };
    }

    public ClassPrompts Classes { get; }

    public PromptEncoder Encoder { get; }

    public ViewEvidence Evidence { get; }

    public MethodContext Context { get; }

    /// <summary>The steps that were taken.</summary>
    public List<TuningStep> Steps { get; } = [];

    private List<IDisposable> Owned { get; } = [];

    /// <summary>Where a method tells of its steps.</summary>
    public Action<TuningStep> Observer => step => Steps.Add(new TuningStep(step.Loss, step.Gradient.clone().DetachFromDisposeScope(), step.Context.clone().DetachFromDisposeScope()));

    /// <summary>The number of steps of the case.</summary>
    public int StepCount => _golden.Parameters.GetProperty("tta_steps").GetInt32();

    /// <summary>The class features before each step that was taken, the initial ones first.</summary>
    public IEnumerable<Tensor> FeaturesBeforeSteps => Steps.Select((_, i) => i == 0 ? Classes.InitialFeatures : Encoder.Encode(Steps[i - 1].Context));

    /// <summary>What does not depend on the method.</summary>
    public void CompareStart()
    {
        using var scope = NewDisposeScope();
        Compare("ctx_init", Classes.InitialContext, Tolerances.Exact);
        if (_golden.Has("image_features"))
        {
            _report.Compare(_golden.Name, "image_features", Evidence.Features, ClipNetwork.Normalize(_golden.Golden("image_features")), ImageDirections);
        }
        Compare("image_features_normalized", Evidence.Features, ImageDirections);
        Compare("text_features_initial", Classes.InitialFeatures, TextFeatures);
        Compare("logits_initial", Evidence.Logits, Tolerances.LogitsInitial);
        Compare("entropies", ConfidenceSelection.Entropies(Evidence.Logits), Tolerances.Entropies);
    }

    /// <summary>The gradients, the contexts and the features at the end.</summary>
    /// <param name="gradients">The tolerance of the gradients.</param>
    /// <param name="contexts">The tolerance of the contexts.</param>
    public void CompareSteps(double gradients, double contexts)
    {
        using var scope = NewDisposeScope();
        if (Steps.Count > 0)
        {
            Compare("ctx_grads", stack(Steps.Select(step => step.Gradient)), gradients);
            Compare("ctx_after", stack(Steps.Select(step => step.Context)), contexts);
        }
        Compare("text_features_final", Steps.Count == 0 ? Classes.InitialFeatures : Encoder.Encode(Steps[^1].Context), TextFeatures);
    }

    /// <summary>The predicted class.</summary>
    public void ComparePrediction(Tensor logits) => _report.Compare(_golden.Name, "prediction", [(int)logits.argmax().item<long>()], [_golden.Results.GetProperty("prediction").GetInt32()]);

    public void Compare(string quantity, Tensor actual, double tolerance) => _golden.Compare(_report, quantity, actual, tolerance);

    /// <summary>Compares integers where the case has them and they are its own: of equal entropies any order is right.</summary>
    public void Compare(string quantity, IEnumerable<int> actual)
    {
        if (_golden.Has(quantity) && !IsNotComparable(quantity))
        {
            using var scope = NewDisposeScope();
            _report.Compare(_golden.Name, quantity, actual, _golden.Golden(quantity).cpu().data<long>().ToArray().Select(value => (int)value));
        }
    }

    public void Dispose()
    {
        foreach (var step in Steps)
        {
            step.Gradient.Dispose();
            step.Context.Dispose();
        }
        Owned.ForEach(one => one.Dispose());
        Encoder.Dispose();
        Classes.Dispose();
        SetLogitScale(_savedLogitScale);
    }

    private bool IsNotComparable(string quantity)
        => _golden.Root.Has("not_comparable") && _golden.Root.GetProperty("not_comparable").EnumerateArray().Any(name => name.GetString() == quantity);

    private void SetLogitScale(double logarithm)
    {
        using var noGrad = no_grad();
        _golden.Model!.Network.LogitScale.FillInPlace(logarithm);
    }
}
