using System.Globalization;

namespace ModelBuilderStyle;

/// <summary>Writes results as CSV, RFC 4180: UTF-8, a header, a comma between fields, numbers with a point.</summary>
internal static class CsvFile
{
    private const string LineEnd = "\r\n";

    public static void Write(string path, Evaluation evaluation)
    {
        using var writer = new StreamWriter(path) { NewLine = LineEnd };
        WriteLine(writer,
        [
            "Path", "Label", "PredictedClass", "Probability", "ZeroShotClass", "ZeroShotProbability", "Error",
            .. evaluation.ClassNames.Select(name => $"Score[{name}]"),
            .. evaluation.ClassNames.Select(name => $"ZeroShotScore[{name}]"),
        ]);
        foreach (var row in ResultRow.Of(evaluation))
        {
            WriteLine(writer,
            [
                row.Path, row.Label, row.PredictedClass, Number(row.Probability), row.ZeroShotClass, Number(row.ZeroShotProbability), row.Error,
                .. evaluation.ClassNames.Select(name => Number(row.Scores?[name])),
                .. evaluation.ClassNames.Select(name => Number(row.ZeroShotScores?[name])),
            ]);
        }
    }

    private static void WriteLine(StreamWriter writer, IEnumerable<string?> fields) => writer.WriteLine(string.Join(',', fields.Select(Escape)));

    /// <summary>A field with a comma, a quote or a line end stands in quotes, its own quotes doubled.</summary>
    private static string? Escape(string? field) =>
        field?.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;

    /// <summary>As short as gives the same number when it is read.</summary>
    private static string? Number(float? value) => value?.ToString("R", CultureInfo.InvariantCulture);
}
