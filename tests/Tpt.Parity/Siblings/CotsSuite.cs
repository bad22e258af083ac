using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Calibration;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Modules;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>CoTS and E-CoTS behind prompt tuning, as derived from the paper's text. The weight of E-CoTS is that of the untuned class features.</summary>
internal sealed class CotsSuite : ISiblingSuite
{
    private const double TextFeatures = 5e-6;
    private const double Logits = 1e-3;
    private const double Gradients = 3e-4;
    private const double Confidence = 2e-5;
    private const double RelativeTemperature = 1e-3;
    private const double Weight = 1e-6;
    private const double Probabilities = 3e-5;

    public string Method => "cots";

    public void Run(SiblingCase golden, ParityReport report)
    {
        using var scope = NewDisposeScope();
        var saved = golden.Model!.Network.LogitScale.item<float>();
        try
        {
            if (golden.Parameters.Has("logit_scale"))
            {
                SetLogitScale(golden, Math.Log(golden.Parameters.Number("logit_scale")));
            }
            using var classes = golden.CreateClasses();
            Compare(golden, report, classes);
        }
        finally
        {
            SetLogitScale(golden, saved);
        }
    }

    private static void Compare(SiblingCase golden, ParityReport report, ClassPrompts classes)
    {
        var evidence = golden.Look(classes);
        golden.Compare(report, "ctx_init", classes.InitialContext, Tolerances.Exact);
        golden.Compare(report, "text_features_initial", classes.InitialFeatures, TextFeatures);
        golden.Compare(report, "logits_zero_shot", evidence.Logits, Tolerances.LogitsInitial);
        report.Compare(golden.Name, "image_features", evidence.Features, ClipNetwork.Normalize(golden.Golden("image_features")), Tolerances.VisionTransformerFeatures);

        var (adapted, features) = Tune(golden, report, classes, evidence);
        var views = adapted.ViewLogits!;
        golden.Compare(report, "text_features_tuned", features, TextFeatures);
        golden.Compare(report, "logits_tuned", views, Logits);
        golden.Compare(report, "entropies_tuned", ConfidenceSelection.Entropies(views), Tolerances.Entropies);
        golden.Compare(report, "p_zero_shot", evidence.Logits.narrow(0, 0, 1).softmax(1), Probabilities);
        golden.Compare(report, "p_tuned", adapted.Logits.unsqueeze(0).softmax(1), Probabilities);
        CompareCalibration(golden, report, classes, evidence, adapted);
        // The other reading of the paper: the weight from the tuned class features.
        CompareEnsemble(golden, report, evidence, adapted, features, "_tuned_text");
    }

    private static (Adaptation Adapted, Tensor Features) Tune(SiblingCase golden, ParityReport report, ClassPrompts classes, ViewEvidence evidence)
    {
        using var encoder = new PromptEncoder(classes);
        var context = new MethodContext(encoder, ApproximationOptions.None) { WantsViewLogits = true };
        var options = new PromptTuningOptions { SelectionFraction = golden.Parameters.Number("selection_p"), LearningRate = golden.Parameters.Number("lr"), WeightDecay = golden.Parameters.Number("weight_decay") };
        if (golden.Parameters.Int32("tta_steps") is 0)
        {
            return (new Adaptation(evidence.Logits[0], [], Context: null) { ViewLogits = evidence.Logits }, classes.InitialFeatures);
        }
        options.Steps = golden.Parameters.Int32("tta_steps");
        var gradients = new List<Tensor>();
        var contexts = new List<Tensor>();
        var method = new PromptTuning(context, options)
        {
            Observer = step =>
            {
                gradients.Add(step.Gradient.clone().DetachFromDisposeScope());
                contexts.Add(step.Context.clone().DetachFromDisposeScope());
            },
        };
        var adapted = method.Adapt([evidence])[0];
        golden.Compare(report, "ctx_grads", stack(gradients), Gradients);
        golden.Compare(report, "ctx_after", stack(contexts), Tolerances.Context(options.Steps));
        gradients.Concat(contexts).ToList().ForEach(tensor => tensor.Dispose());
        CompareIndices(golden, report, "selected_idx_tpt", adapted.SelectedViews);
        return (adapted, encoder.Encode(adapted.Context!, evidence.CentreView));
    }

    private static void CompareCalibration(SiblingCase golden, ParityReport report, ClassPrompts classes, ViewEvidence evidence, Adaptation adapted)
    {
        var options = new ConfidenceMatchingOptions { SelectionFraction = golden.Parameters.Number("selection_p") };
        var cots = new ConfidenceMatching(options, classes.InitialFeatures);
        var omega = cots.Select(adapted.ViewLogits!, evidence.Logits);
        var temperature = ConfidenceMatching.Fit(adapted.ViewLogits!, evidence.Logits, omega);
        CompareIndices(golden, report, "omega", omega);
        if (omega.Length > 0)
        {
            golden.Compare(report, "target_confidence", ConfidenceSelection.Take(evidence.Logits, [.. omega]).softmax(1).amax([1]), Confidence);
            golden.Compare(report, "tuned_confidence", ConfidenceSelection.Take(adapted.ViewLogits!, [.. omega]).softmax(1).amax([1]), Confidence);
            golden.Compare(report, "scaled_confidence", TemperatureScaling.Probabilities(ConfidenceSelection.Take(adapted.ViewLogits!, [.. omega]), temperature).amax([1]), Confidence);
        }
        var expected = golden.Results.Number("tau");
        report.Compare(golden.Name, "tau", [temperature], [expected], RelativeTemperature * expected);
        golden.Compare(report, "tau_array", tensor([temperature], device: CPU), RelativeTemperature * expected);
        golden.Compare(report, "p_cots", cots.Calibrate(adapted, evidence).unsqueeze(0), Probabilities);
        golden.Compare(report, "alpha_array", tensor([cots.CentreWeight], device: CPU), Weight);
        CompareEnsemble(golden, report, evidence, adapted, classes.InitialFeatures, "");
    }

    /// <summary>E-CoTS, and the ensemble without a temperature (equation 6), which is E-CoTS with the tuned confidence as its own target.</summary>
    private static void CompareEnsemble(SiblingCase golden, ParityReport report, ViewEvidence evidence, Adaptation adapted, Tensor features, string suffix)
    {
        var options = new ConfidenceMatchingOptions { SelectionFraction = golden.Parameters.Number("selection_p"), Ensemble = true };
        var ensemble = new ConfidenceMatching(options, features);
        report.Compare(golden.Name, $"alpha{suffix}", [ensemble.CentreWeight], [golden.Results.Number($"alpha{suffix}")], Weight);
        golden.Compare(report, $"p_ecots{suffix}", ensemble.Calibrate(adapted, evidence), Probabilities);
        golden.Compare(report, $"p_ensemble{suffix}", ensemble.Calibrate(adapted, evidence with { Logits = adapted.ViewLogits! }), Probabilities);
    }

    private static void CompareIndices(SiblingCase golden, ParityReport report, string quantity, IEnumerable<int> actual)
    {
        if (golden.Has(quantity))
        {
            report.Compare(golden.Name, quantity, actual, golden.Golden(quantity).to(ScalarType.Int64).cpu().data<long>().ToArray().Select(index => (int)index));
        }
    }

    private static void SetLogitScale(SiblingCase golden, double logarithm)
    {
        using var noGrad = no_grad();
        golden.Model!.Network.LogitScale.FillInPlace(logarithm);
    }
}
