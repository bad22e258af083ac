using Tpt.Engine.Modules;

namespace Tpt.Engine.Evidence;

/// <summary>
/// How the views are looked through before the most confident are computed whole. So the features which tune the prompt are not
/// approximated: what may be off is which views are kept.
/// </summary>
/// <param name="PatchDropout">The share of the patches that is left out before the first layer, in [0, 1); see <see cref="Modules.PatchDropout"/>.</param>
internal readonly record struct Screening(double PatchDropout)
{
    /// <summary>So many views for each one that is kept are computed whole.</summary>
    public const int CandidatesPerKeptView = 2;

    /// <summary>Whether every view is computed whole, so that nothing is screened.</summary>
    public bool IsNone => PatchDropout == 0;
}
