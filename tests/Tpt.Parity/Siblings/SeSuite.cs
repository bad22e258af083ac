using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Evidence;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.SelfEnsemble;
using Tpt.Engine.Modules;
using Tpt.Engine.Prompts;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>SE. Where the authors' code divides by zero, with one view, the options are refused.</summary>
internal sealed class SeSuite : ISiblingSuite
{
    private const double Text = 5e-6;
    private const double Logits = 5e-4;
    private const double Entropies = 1e-4;
    private const double Weight = 1e-6;
    private const double Probabilities = 2e-5;

    /// <summary>Views whose entropies are closer may come in any order: fp32 against fp64 differs by as much.</summary>
    private const double SameEntropy = 1e-5;

    public string Method => "se";

    public void Run(SiblingCase golden, ParityReport report)
    {
        var options = new SelfEnsembleOptions { SelectedViews = golden.Parameters.Int32("selected"), RankInfluence = golden.Parameters.Number("scale") };
        using var classes = golden.Model is null ? null : golden.CreateClasses();
        var evidence = classes is null ? null : golden.Look(classes);
        var logits = evidence?.Logits ?? golden.Golden("logits");
        if (evidence is not null)
        {
            golden.Compare(report, "text_features_initial", classes!.InitialFeatures, Text);
            golden.Compare(report, "logits_initial", logits, Logits);
            golden.Compare(report, "logits", logits, Logits);
            if (golden.Has("image_features"))
            {
                report.Compare(golden.Name, "image_features", evidence.Features, ClipNetwork.Normalize(golden.Golden("image_features")), Text);
            }
        }
        if (golden.Results.Has("raises"))
        {
            report.Check(golden.Name, "refused", Refuses(options, (int)logits.shape[0]));
            return;
        }
        var entropies = ConfidenceSelection.Entropies(logits);
        golden.Compare(report, "entropies_augmented", entropies.narrow(0, 1, entropies.shape[0] - 1), Entropies);
        golden.Compare(report, "entropy_original", entropies[0], Entropies);
        var mixture = ViewMixture.Of(logits, options);
        CompareSelected(golden, report, mixture);
        golden.Compare(report, "alpha_array", tensor([mixture.CentreWeight], device: CPU), Weight);
        golden.Compare(report, "p_ensemble", mixture.Logits.exp(), Probabilities);
        report.Compare(golden.Name, "prediction", [(int)mixture.Logits.argmax().item<long>()], [golden.Results.Int32("prediction")]);
        if (classes is not null)
        {
            using var prompts = new PromptEncoder(classes);
            var adapted = options.Create(new MethodContext(prompts, ApproximationOptions.None)).Adapt([evidence!])[0];
            report.Compare(golden.Name, "scores", adapted.Logits.softmax(-1), golden.Golden("p_ensemble"), Probabilities);
            report.Compare(golden.Name, "selected", adapted.SelectedViews, mixture.SelectedViews);
        }
    }

    private static void CompareSelected(SiblingCase golden, ParityReport report, ViewMixture mixture)
    {
        var entropies = golden.Golden("entropies_augmented").cpu().data<float>().ToArray();
        Compare("selected_views", 0);
        Compare("selected_idx_augmented", 1);

        void Compare(string quantity, int first)
        {
            int[] actual = [.. mixture.SelectedViews.Select(view => view - first)];
            int[] expected = [.. golden.Golden(quantity).cpu().data<long>().ToArray().Select(view => (int)view)];
            report.State(golden.Name, quantity, expected.Length != actual.Length
                ? [$"{actual.Length} views, expected {expected.Length}"]
                : [.. expected.Zip(actual)
                    .Where(pair => pair.First != pair.Second && !(Math.Abs(entropies[pair.First - 1 + first] - entropies[pair.Second - 1 + first]) <= SameEntropy))
                    .Select(pair => $"view {pair.Second}, expected {pair.First}")]);
        }
    }

    private static bool Refuses(SelfEnsembleOptions options, int views)
    {
        try
        {
            options.CheckViews(views, "Method.");
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }
}
