namespace Tpt.Cli.Evaluation.Predictions;

/// <summary>How predictions are written. The names are those of the files' extensions.</summary>
internal enum PredictionFormat
{
    /// <summary>JSON Lines: an object a row.</summary>
    Jsonl,

    /// <summary>Comma-separated values, RFC 4180.</summary>
    Csv,

    /// <summary>Apache Parquet.</summary>
    Parquet,
}
