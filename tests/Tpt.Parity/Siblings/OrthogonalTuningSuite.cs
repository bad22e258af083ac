using TorchSharp;
using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Numerics;
using Tpt.Engine.Tuning;
using static TorchSharp.torch;

namespace Tpt.Parity.Siblings;

/// <summary>O-TPT, which is prompt tuning with <see cref="PromptTuningOptions.OrthogonalityWeight"/>.</summary>
internal sealed class OrthogonalTuningSuite : ISiblingSuite
{
    private const double Gram = 5e-6;
    private const double RowNorms = 3e-5;
    private static readonly RegularisedTuningCase.MethodTolerances _tolerances = new(Term: 1e-5, TotalLosses: 2e-4);

    public string Method => "otpt";

    public void Run(SiblingCase golden, ParityReport report)
        => new RegularisedTuningCase(golden, report, _tolerances).Run(
            new PromptTuningOptions { OrthogonalityWeight = golden.Parameters.GetProperty("lambda_term").GetDouble() }, ClassOrthogonality.Of, ("ortho", "grad_ortho"), CompareGram);

    /// <summary>The reflected rows are the lengths on the diagonal, and 0 beside it: that is why the term needs no reflection.</summary>
    private static void CompareGram(TunedCase tuned)
    {
        using var scope = NewDisposeScope();
        var gram = tuned.Classes.InitialFeatures.TimesTransposed(tuned.Classes.InitialFeatures);
        var lengths = gram.norm(-1);
        tuned.Compare("gram", gram, Gram);
        tuned.Compare("gram_column_norms", lengths, RowNorms);
        if (lengths.shape[0] > 1)
        {
            tuned.Compare("householder_image", lengths.diag(), RowNorms);
            tuned.Compare("row_norms", lengths.Minus(1), RowNorms);
        }
    }
}
