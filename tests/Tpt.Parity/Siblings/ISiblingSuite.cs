namespace Tpt.Parity.Siblings;

/// <summary>Compares one of TPT's relatives with its authors' numbers. A class of this kind is found by itself: a new method adds one.</summary>
internal interface ISiblingSuite
{
    /// <summary>The method as the files are called: <c>zero</c> of <c>zero.mix10_64.json</c>.</summary>
    string Method { get; }

    /// <summary>Compares every quantity of a case.</summary>
    void Run(SiblingCase golden, ParityReport report);
}
