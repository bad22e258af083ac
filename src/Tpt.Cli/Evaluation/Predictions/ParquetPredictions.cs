using Parquet;
using Parquet.Schema;
using Tpt.Cli.Results;

namespace Tpt.Cli.Evaluation.Predictions;

/// <summary>Predictions as Apache Parquet, with the columns of the CSV file. A row whose picture could not be read has nulls.</summary>
internal static class ParquetPredictions
{
    /// <summary>One group of rows is in memory at a time.</summary>
    private const int RowsPerGroup = 100_000;

    public static async Task WriteAsync(Stream stream, SetEvaluation evaluation)
    {
        var columns = PredictionColumns.Of(evaluation);
        DataField[] fields = [.. columns.Select(column => new DataField(column.Name, column.Type, isNullable: true))];
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream);
        foreach (var rows in evaluation.Rows.Chunk(RowsPerGroup))
        {
            using var group = writer.CreateRowGroup();
            foreach (var (column, field) in columns.Zip(fields))
            {
                await WriteAsync(group, field, column, rows);
            }
            group.CompleteValidate();
        }
    }

    private static async Task WriteAsync(ParquetRowGroupWriter group, DataField field, PredictionColumn column, ScoredRow[] rows)
    {
        if (column.Type == typeof(string))
        {
            await group.WriteAsync(field, (string[])[.. rows.Select(row => (string)column.Value(row)!)]);
        }
        else if (column.Type == typeof(int))
        {
            await group.WriteAsync<int>(field, (int?[])[.. rows.Select(row => (int?)column.Value(row))]);
        }
        else
        {
            await group.WriteAsync<float>(field, (float?[])[.. rows.Select(row => (float?)column.Value(row))]);
        }
    }
}
