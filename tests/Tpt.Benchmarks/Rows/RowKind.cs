namespace Tpt.Benchmarks.Rows;

/// <summary>What becomes of an image, on which its price depends.</summary>
internal enum RowKind
{
    /// <summary>The method is run, and its scores stand.</summary>
    Adapted,

    /// <summary>A gate leaves it to zero-shot.</summary>
    Left,

    /// <summary>The method is run, and once more exactly, for the scores were too close.</summary>
    ComputedAgain,
}
