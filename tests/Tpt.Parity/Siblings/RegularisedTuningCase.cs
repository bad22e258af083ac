using TorchSharp;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Numerics;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>A case of prompt tuning with a further term of the loss, C-TPT's or O-TPT's.</summary>
/// <param name="golden">The case.</param>
/// <param name="report">Where the comparisons go.</param>
/// <param name="tolerances">Those of the method.</param>
internal sealed class RegularisedTuningCase(SiblingCase golden, ParityReport report, RegularisedTuningCase.MethodTolerances tolerances)
{
    /// <summary>The tolerances that differ between the two.</summary>
    /// <param name="Term">That of the term.</param>
    /// <param name="TotalLosses">That of the loss with the term.</param>
    public sealed record MethodTolerances(double Term, double TotalLosses);

    private const double TermGradients = 3e-6;
    private const double Gradients = 3e-4;
    private const double FirstContext = 2e-7;
    private const double LaterContexts = 5e-6;
    private const double Logits = 5e-4;
    private const double Probabilities = 3e-5;

    /// <param name="options">The method.</param>
    /// <param name="term">The term without its weight, of the class features.</param>
    /// <param name="names">The term's name in the case, and that of its gradient.</param>
    /// <param name="compareMore">What else the case has of the term.</param>
    public void Run(PromptTuningOptions options, Func<Tensor, Tensor> term, (string Term, string Gradient) names, Action<TunedCase>? compareMore = null)
    {
        using var scope = NewDisposeScope();
        using var tuned = new TunedCase(golden, report);
        options = options with { Steps = tuned.StepCount, SelectionFraction = golden.Parameters.GetProperty("selection_p").GetDouble() };
        var losses = new List<float>();
        var method = new PromptTuning(tuned.Context, options)
        {
            Observer = tuned.Observer,
            Loss = (logits, _) =>
            {
                var loss = MarginalEntropy.Of(logits);
                losses.Add(loss.item<float>());
                return loss;
            },
        };
        var adapted = method.Adapt([tuned.Evidence])[0];

        tuned.CompareStart();
        tuned.Compare("selected_idx", adapted.SelectedViews);
        compareMore?.Invoke(tuned);
        if (golden.Golden("logits_final").isnan().all().item<bool>())
        {
            CheckNumbersInPlaceOfNaN(tuned, adapted.Logits, term);
            return;
        }
        tuned.Compare("grad_tpt", Gradient(tuned, features => MarginalEntropy.Of(Confident(tuned, adapted.SelectedViews).TimesTransposed(features))), Gradients);
        tuned.Compare(names.Gradient, Gradient(tuned, term), TermGradients);
        tuned.Compare(names.Term, stack(tuned.FeaturesBeforeSteps.Select(term)), tolerances.Term);
        CompareLosses("losses_tpt", losses, Tolerances.Losses);
        CompareLosses("losses_total", tuned.Steps.Select(step => step.Loss), tolerances.TotalLosses);
        tuned.CompareSteps(Gradients, tuned.StepCount == 1 ? FirstContext : LaterContexts);
        tuned.Compare("logits_final", adapted.Logits.unsqueeze(0), Logits);
        tuned.Compare("probs_final", adapted.Logits.softmax(-1).unsqueeze(0), Probabilities);
        tuned.ComparePrediction(adapted.Logits);
    }

    private static Tensor Gradient(TunedCase tuned, Func<Tensor, Tensor> loss) => tuned.Encoder.Gradients(null, [loss])[0].Gradient;

    private static Tensor Confident(TunedCase tuned, IReadOnlyList<int> views) => tuned.Classes.LogitScale * ConfidenceSelection.Take(tuned.Evidence.Features, [.. views]);

    /// <summary>The loss of no view is not a number, there and here.</summary>
    private void CompareLosses(string quantity, IEnumerable<float> actual, double tolerance)
    {
        var losses = actual.ToArray();
        using var scope = NewDisposeScope();
        if (golden.Golden(quantity).isnan().any().item<bool>())
        {
            report.Check(golden.Name, quantity + ".nan", losses.All(float.IsNaN) && golden.Golden(quantity).isnan().all().item<bool>());
            return;
        }
        golden.Compare(report, quantity, tensor(losses, device: CPU), tolerance);
    }

    /// <summary>
    /// A deviation on purpose: with one class the published orthogonality divides 0 by 0, and all that follows is not a number. Here the
    /// term is 0, so that the weight decay alone moves the prompt.
    /// </summary>
    private void CheckNumbersInPlaceOfNaN(TunedCase tuned, Tensor logits, Func<Tensor, Tensor> term)
    {
        foreach (var quantity in new[] { "grad_tpt", "ctx_grads", "ctx_after", "losses_total", "text_features_final", "logits_final", "probs_final" })
        {
            report.Check(golden.Name, quantity + ".published_is_nan", golden.Golden(quantity).isnan().all().item<bool>());
        }
        report.Check(golden.Name, "logits_final.is_a_number", logits.isfinite().all().item<bool>());
        report.Compare(golden.Name, "term.is_0", term(tuned.Classes.InitialFeatures).unsqueeze(0), zeros(1, dtype: ScalarType.Float32, device: CPU), tolerances.Term);
        report.Compare(golden.Name, "ctx_grads.are_0", tuned.Steps[0].Gradient, zeros_like(tuned.Steps[0].Gradient), Tolerances.Exact);
        report.Compare(golden.Name, "ctx_after.is_decayed", tuned.Steps[0].Context, tuned.Classes.InitialContext.Times(1 - 5e-5), FirstContext);
    }
}
