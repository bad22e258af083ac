namespace Microsoft.ML;

/// <summary>How far a pass over the data has come. Reported after every batch, on the thread that reads the rows.</summary>
/// <param name="Rows">The number of rows scored by this pass so far. Rows without a usable image count too.</param>
/// <param name="TotalRows">The number of rows in the data, or <see langword="null"/> where the data does not know it.</param>
/// <param name="Elapsed">The time since the pass scored its first row began.</param>
public sealed record TptProgress(long Rows, long? TotalRows, TimeSpan Elapsed)
{
    /// <summary>The mean speed of this pass, in rows a second.</summary>
    public double RowsPerSecond => Elapsed > TimeSpan.Zero ? Rows / Elapsed.TotalSeconds : 0;
}
