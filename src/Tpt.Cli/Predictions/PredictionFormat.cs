namespace Tpt.Cli.Predictions;

/// <summary>How predictions are written.</summary>
internal enum PredictionFormat
{
    /// <summary>For people.</summary>
    Table,

    JsonLines,

    Csv,
}
