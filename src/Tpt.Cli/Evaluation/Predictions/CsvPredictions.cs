using System.Buffers;
using System.Globalization;
using System.Text;
using Tpt.Cli.Results;

namespace Tpt.Cli.Evaluation.Predictions;

/// <summary>
/// Predictions as comma-separated values (RFC 4180) in UTF-8 without a byte order mark. Text is written as it is: a class <c>=1+1</c> is that class
/// for every program that reads the file as data. A spreadsheet takes such a field for a formula; import the columns as text there.
/// </summary>
internal static class CsvPredictions
{
    private const string LineEnd = "\r\n";

    private static readonly SearchValues<char> _special = SearchValues.Create(",\"\r\n");

    public static async Task WriteAsync(Stream stream, SetEvaluation evaluation)
    {
        var columns = PredictionColumns.Of(evaluation);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = LineEnd };
        await writer.WriteLineAsync(string.Join(',', columns.Select(column => column.Name)));
        foreach (var row in evaluation.Rows)
        {
            await writer.WriteLineAsync(string.Join(',', columns.Select(column => Field(column.Value(row)))));
        }
    }

    /// <summary>A number is written so that reading gives the same bits. A row has none, as an empty field, where its picture could not be read.</summary>
    private static string Field(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny(_special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
