namespace Microsoft.ML;

/// <summary>How far a pass over the data has come. Reported after every batch, on the thread that reads the rows.</summary>
/// <example>
/// <code>
/// var options = new TptOptions
/// {
///     ClassNames = classNames,
///     Progress = new Progress&lt;TptProgress>(pass => Console.WriteLine($"{pass.Rows} of {pass.TotalRows} rows after {pass.Elapsed}: {pass.RowsPerSecond:0.0} rows/s")),
/// };
/// </code>
/// </example>
public sealed class TptProgress
{
    internal TptProgress(long rows, long? totalRows, TimeSpan elapsed) => (Rows, TotalRows, Elapsed) = (rows, totalRows, elapsed);

    /// <summary>The number of rows scored by this pass so far. Rows without a usable image count too.</summary>
    public long Rows { get; }

    /// <summary>The number of rows in the data, or <see langword="null"/> where the data does not know it.</summary>
    public long? TotalRows { get; }

    /// <summary>The time that this stage took for the rows so far, without what its consumer did between two batches.</summary>
    public TimeSpan Elapsed { get; }

    /// <summary>The mean speed of this pass, in rows a second.</summary>
    public double RowsPerSecond => Elapsed > TimeSpan.Zero ? Rows / Elapsed.TotalSeconds : 0;
}
