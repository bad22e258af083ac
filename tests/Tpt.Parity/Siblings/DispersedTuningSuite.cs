using Tpt.Engine.Methods.PromptTuning;
using Tpt.Engine.Tuning;

namespace Tpt.Parity.Siblings;

/// <summary>C-TPT, which is prompt tuning with <see cref="PromptTuningOptions.DispersionWeight"/>.</summary>
internal sealed class DispersedTuningSuite : ISiblingSuite
{
    private static readonly RegularisedTuningCase.MethodTolerances _tolerances = new(Term: 1e-6, TotalLosses: 1e-4);

    public string Method => "ctpt";

    public void Run(SiblingCase golden, ParityReport report)
        => new RegularisedTuningCase(golden, report, _tolerances).Run(
            new PromptTuningOptions { DispersionWeight = golden.Parameters.GetProperty("lambda_term").GetDouble() }, ClassDispersion.Of, ("dispersion", "grad_dispersion"));
}
