using Tpt.Cli.Evaluation.Rows;
using Tpt.Cli.Results;

namespace Tpt.Cli.Evaluation.Predictions;

/// <summary>
/// Writes what every method predicts of every picture: the rows in their order, without the seconds, so that the same rows give the same
/// bytes.
/// </summary>
internal static class PredictionFile
{
    public static string NameOf(PredictionFormat format) => $"predictions.{format.ToString().ToLowerInvariant()}";

    /// <param name="folder">Where it goes.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="evaluation">The rows and methods.</param>
    /// <returns>The path of the file.</returns>
    public static async Task<string> WriteAsync(string folder, PredictionFormat format, SetEvaluation evaluation)
    {
        var path = Path.Combine(folder, NameOf(format));
        await WholeFile.WriteAsync(path, stream => format switch
        {
            PredictionFormat.Jsonl => JsonLinesPredictions.WriteAsync(stream, evaluation),
            PredictionFormat.Csv => CsvPredictions.WriteAsync(stream, evaluation),
            PredictionFormat.Parquet => ParquetPredictions.WriteAsync(stream, evaluation),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, null),
        });
        return path;
    }
}
