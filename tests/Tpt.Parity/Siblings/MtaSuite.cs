using TorchSharp;
using Tpt.Engine.Approximations;
using Tpt.Engine.Methods;
using Tpt.Engine.Methods.MeanShift;
using Tpt.Engine.Numerics;
using Tpt.Engine.Prompts;
using Tpt.Parity.Cases;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>
/// MTA. One deviation on purpose: where the published code gives what is not a number, the search does too, but the method scores the centre
/// view, and options that can give nothing else are refused.
/// </summary>
internal sealed class MtaSuite : ISiblingSuite
{
    private const double Logits = 5e-4;
    private const double Bandwidth = 1e-5;
    private const double Affinity = 5e-5;
    private const double Inlierness = 2e-4;
    private const double Mode = 5e-5;
    private const double Density = 5e-4;
    private const double LogitsFinal = 1e-3;
    private const double ProbabilitiesFinal = 2e-4;

    /// <summary>The authors' distances come from products and are off by 8e-4 near 0.</summary>
    private const double Distances = 2e-3;

    public string Method => "mta";

    public void Run(SiblingCase golden, ParityReport report)
    {
        using var features = SiblingFeatures.Of(golden, report);
        var options = new MeanShiftOptions
        {
            AffinityWeight = golden.Parameters.Number("lambda_q"),
            EntropyWeight = golden.Parameters.Number("lambda_y"),
            NeighbourFraction = golden.Parameters.Number("bandwidth_fraction"),
        };
        var views = (int)features.Views.shape[0];
        var logits = (features.Scale * features.Views).TimesTransposed(features.ClassFeatures);
        var probabilities = logits.softmax(1);
        var rounds = new List<MeanShiftRound>();
        var mode = ModeSearch.Find(features.Views, probabilities, options, round => rounds.Add(new MeanShiftRound(Kept(round.Inlierness), Kept(round.Mode), Kept(round.Density))));
        var finalLogits = (features.Scale * mode.unsqueeze(0)).TimesTransposed(features.ClassFeatures);
        var last = rounds[^1];

        report.Compare(golden.Name, "k", [options.CountNeighbours(views)], [golden.Results.Int32("k")]);
        golden.Compare(report, "logits", logits, Logits);
        golden.Compare(report, "distances", (features.Views.unsqueeze(1) - features.Views.unsqueeze(0)).norm(2), Distances);
        golden.Compare(report, "affinity", ModeSearch.Affinity(probabilities), Affinity);
        CompareNumbers("bandwidth", ModeSearch.Bandwidths(features.Views, options.CountNeighbours(views)), Bandwidth);
        CompareNumbers("y_outer", stack(rounds.Select(round => round.Inlierness), 0), Inlierness);
        CompareNumbers("mode_outer", stack(rounds.Select(round => round.Mode), 0), Mode);
        CompareNumbers("y", last.Inlierness, Inlierness);
        CompareNumbers("mode", mode, Mode);
        CompareNumbers("density_last", last.Density, Density);
        CompareNumbers("logits_final", finalLogits, LogitsFinal);
        CompareNumbers("probs_final", finalLogits.softmax(1), ProbabilitiesFinal);
        var failed = golden.Results.GetProperty("any_nan").GetBoolean();
        if (!failed)
        {
            report.Compare(golden.Name, "prediction", [(int)finalLogits.argmax().item<long>()], [golden.Results.Int32("prediction")]);
        }
        report.Check(golden.Name, "refused_without_neighbours", Refuses(options, views) == (options.CountNeighbours(views) == 0));
        if (features.Classes is not null)
        {
            CompareScores(golden, report, features, options, failed ? logits.narrow(0, 0, 1) : finalLogits, failed ? "logits_of_the_centre_view" : "logits_of_the_method");
        }

        // The search disposes of what it does not give back.
        static Tensor Kept(Tensor ofRound) => ofRound.clone().MoveToOuterDisposeScope();

        // What is not a number is where the authors' is, and the rest agrees.
        void CompareNumbers(string quantity, Tensor actual, double tolerance)
        {
            if (golden.Has(quantity))
            {
                var expected = golden.Golden(quantity);
                report.Check(golden.Name, $"{quantity}.nan", actual.isnan().eq(expected.isnan()).all().item<bool>());
                report.Compare(golden.Name, quantity, actual.nan_to_num(0), expected.nan_to_num(0), tolerance);
            }
        }
    }

    private static bool Refuses(MeanShiftOptions options, int views)
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

    private static void CompareScores(SiblingCase golden, ParityReport report, SiblingFeatures features, MeanShiftOptions options, Tensor expected, string quantity)
    {
        using var prompts = new PromptEncoder(features.Classes!);
        var adapted = options.Create(new MethodContext(prompts, ApproximationOptions.None)).Adapt([features.Evidence!])[0];
        report.Compare(golden.Name, quantity, adapted.Logits, expected[0], LogitsFinal);
    }
}
