using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.FeatureShift;
using Tpt.Engine.Prompts;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>Test-time prototype shifting. The tolerances are those of the siblings' README.</summary>
internal sealed class TpsSuite : ISiblingSuite
{
    private const double Prototypes = 3e-6;
    private const double Logits = 5e-4;

    public string Method => "tps";

    public void Run(SiblingCase golden, ParityReport report)
    {
        using var scope = NewDisposeScope();
        var templates = golden.Parameters.GetProperty("templates").GetBoolean();
        using var classes = templates ? CreateEnsemble(golden) : golden.CreateClasses();
        var evidence = golden.Look(classes);
        var prompts = classes.InitialPromptFeatures;
        golden.Compare(report, "image_features_normalized", evidence.Features, 5e-6);
        golden.Compare(report, "prototypes", templates ? prompts.view(classes.InitialFeatures.shape[0], -1, prompts.shape[1]).mean([1]) : prompts, Prototypes);
        golden.Compare(report, "text_features_initial", classes.InitialFeatures, Prototypes);
        golden.Compare(report, "logits_initial", evidence.Logits, Logits);
        golden.Compare(report, "entropies", ConfidenceSelection.Entropies(evidence.Logits), 1e-4);
        var tuned = Tune(golden, report, evidence, classes);
        golden.Compare(report, "text_features_final", tuned, 5e-6);
        var logits = ToLogits(golden, evidence, classes, tuned);
        golden.Compare(report, "logits_final", logits, Logits);
        golden.Compare(report, "probs_final", logits.softmax(-1), 3e-5);
        report.Compare(golden.Name, "prediction", [(int)logits.argmax().item<long>()], [golden.Results.GetProperty("prediction").GetInt32()]);
        report.Compare(golden.Name, "zero_shot_prediction", [(int)evidence.Logits[0].argmax().item<long>()], [golden.Results.GetProperty("zero_shot_prediction").GetInt32()]);
    }

    /// <summary>Every template's prompt of every class, without a context: <c>[classes, templates, 77]</c>.</summary>
    private static ClassPrompts CreateEnsemble(SiblingCase golden)
    {
        using var scope = NewDisposeScope();
        var ids = golden.Golden("token_ids").to(ScalarType.Int32);
        var (count, templates) = ((int)ids.shape[0], (int)ids.shape[1]);
        var prompts = Enumerable.Range(0, count * templates).Select(index =>
        {
            var row = ids[index / templates][index % templates].cpu().data<int>().ToArray();
            return new PromptTokens(row[..(Array.IndexOf(row, row.Max()) + 1)], 0, index / templates);
        });
        return new ClassPrompts(golden.Model!.Network, [.. prompts], new PromptLayout(0, ClassTokenPosition.End, 0), initialContext: null, chunkSize: null);
    }

    private static PrototypeShiftOptions Options(SiblingCase golden) => new()
    {
        Steps = golden.Parameters.GetProperty("tta_steps").GetInt32(),
        LearningRate = golden.Parameters.GetProperty("lr").GetDouble(),
        WeightDecay = golden.Parameters.GetProperty("weight_decay").GetDouble(),
        SelectionFraction = golden.Parameters.GetProperty("selection_p").GetDouble(),
    };

    private static bool IsPerClass(SiblingCase golden) => golden.Parameters.GetProperty("per_label").GetBoolean();

    /// <summary>The moved class features. A shift that all classes share is one along every direction that there is.</summary>
    private static Tensor Tune(SiblingCase golden, ParityReport report, ViewEvidence evidence, ClassPrompts classes)
    {
        using var scope = NewDisposeScope();
        var steps = new List<ShiftStep>();
        var tuning = new ShiftTuning(Options(golden), IsPerClass(golden) ? null : eye(classes.InitialFeatures.shape[1], dtype: ScalarType.Float32, device: classes.InitialFeatures.device), selectsEachStep: true)
        {
            Observer = step => steps.Add(step with { Gradient = step.Gradient.clone().MoveToOtherDisposeScope(scope), Tuned = step.Tuned.clone().MoveToOtherDisposeScope(scope) }),
        };
        var (features, selected) = tuning.Tune(evidence.Features, classes.InitialFeatures, classes.LogitScale);
        if (selected.Count == 0)
        {
            CompareWithoutStep(golden, report, steps);
        }
        else
        {
            CompareSteps(golden, report, steps);
        }
        return features.MoveToOuterDisposeScope();
    }

    private static void CompareSteps(SiblingCase golden, ParityReport report, List<ShiftStep> steps)
    {
        report.Compare(golden.Name, "selected_idx", steps.SelectMany(step => step.SelectedViews), golden.Golden("selected_idx").cpu().data<long>().ToArray().Select(view => (int)view));
        golden.Compare(report, "losses", tensor(steps.Select(step => step.Loss).ToArray(), device: CPU), 5e-5);
        golden.Compare(report, "shift_grads", Stack(golden, steps.Select(step => step.Gradient)), 5e-4);
        golden.Compare(report, "shift_after", Stack(golden, steps.Select(step => step.Tuned)), steps.Count == 1 ? 5e-7 : 3e-6);
    }

    /// <summary>
    /// On purpose: with no view selected, the authors' code takes a step down a loss that is not a number, whose gradient is 0, so that
    /// nothing moves. Here no step is taken.
    /// </summary>
    private static void CompareWithoutStep(SiblingCase golden, ParityReport report, List<ShiftStep> steps)
    {
        report.Check(golden.Name, "no_step_is_taken", steps.Count == 0 && golden.Golden("selected_idx").numel() == 0);
        report.Check(golden.Name, "losses_are_not_numbers", golden.Golden("losses").isnan().all().item<bool>());
        foreach (var quantity in new[] { "shift_grads", "shift_after" })
        {
            golden.Compare(report, quantity, zeros_like(golden.Golden(quantity)), Tolerances.Exact);
        }
    }

    private static Tensor Stack(SiblingCase golden, IEnumerable<Tensor> ofSteps) => IsPerClass(golden) ? stack(ofSteps) : cat([.. ofSteps], 0);

    /// <summary>Those of the method itself, where it can be asked: it has a shift of each class, and a view.</summary>
    private static Tensor ToLogits(SiblingCase golden, ViewEvidence evidence, ClassPrompts classes, Tensor tuned)
    {
        using var encoder = new PromptEncoder(classes);
        return IsPerClass(golden)
            ? new PrototypeShift(new MethodContext(encoder, ApproximationOptions.None), Options(golden)).Adapt([evidence])[0].Logits.unsqueeze(0)
            : classes.Logits(evidence.CentreView, tuned);
    }
}
