using Parquet;
using Parquet.Schema;

namespace Tpt.Cli.Batch.Files;

/// <summary>Writes rows as Apache Parquet, a group of rows at a time, with the file's own SHA-256 in its footer. Equal rows give equal bytes.</summary>
/// <typeparam name="T">What a row is.</typeparam>
/// <param name="columns">The columns. Each may be null.</param>
/// <param name="rowsPerGroup">So many rows are in memory.</param>
internal sealed class ParquetTable<T>(IReadOnlyList<ParquetColumn<T>> columns, int rowsPerGroup)
{
    private readonly DataField[] _fields = [.. columns.Select(column => new DataField(column.Name, column.Type, isNullable: true))];

    /// <param name="stream">Where it goes; it can be read and sought in, and stays open.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="metadata">What the footer says beside the columns.</param>
    public async Task WriteAsync(Stream stream, IAsyncEnumerable<T> rows, IReadOnlyDictionary<string, string> metadata)
    {
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(_fields), stream))
        {
            writer.CustomMetadata = new Dictionary<string, string>(metadata) { [FileSeal.Key] = FileSeal.Empty };
            await foreach (var group in rows.Chunk(rowsPerGroup))
            {
                await WriteGroupAsync(writer, group);
            }
        }
        FileSeal.Put(stream);
    }

    private async Task WriteGroupAsync(ParquetWriter writer, T[] rows)
    {
        using var group = writer.CreateRowGroup();
        foreach (var (column, field) in columns.Zip(_fields))
        {
            await WriteColumnAsync(group, field, column, rows);
        }
        group.CompleteValidate();
    }

    private static async Task WriteColumnAsync(ParquetRowGroupWriter group, DataField field, ParquetColumn<T> column, T[] rows)
    {
        if (column.Type == typeof(string))
        {
            await group.WriteAsync(field, (string[])[.. rows.Select(row => (string)column.Value(row)!)]);
        }
        else if (column.Type == typeof(int))
        {
            await group.WriteAsync<int>(field, (int?[])[.. rows.Select(row => (int?)column.Value(row))]);
        }
        else if (column.Type == typeof(bool))
        {
            await group.WriteAsync<bool>(field, (bool?[])[.. rows.Select(row => (bool?)column.Value(row))]);
        }
        else if (column.Type == typeof(double))
        {
            await group.WriteAsync<double>(field, (double?[])[.. rows.Select(row => (double?)column.Value(row))]);
        }
        else if (column.Type == typeof(long))
        {
            await group.WriteAsync<long>(field, (long?[])[.. rows.Select(row => (long?)column.Value(row))]);
        }
        else
        {
            await group.WriteAsync<float>(field, (float?[])[.. rows.Select(row => (float?)column.Value(row))]);
        }
    }
}
