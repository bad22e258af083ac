using Parquet;
using Parquet.Meta.Proto;
using Parquet.Schema;
using Tpt.Cli.Disk;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;
using ZstdSharp;

namespace Tpt.Cli.Batch.Files;

/// <summary>
/// Reads a Parquet file a group of rows at a time. What is wrong with the file is one kind of error, whatever the reader stumbles over; a disk that
/// refuses a read is another, which passes.
/// </summary>
internal sealed class ParquetSource : IAsyncDisposable
{
    /// <summary>A group is in memory. One of a damaged file may say any number.</summary>
    private const long MostRowsOfGroup = 20_000_000;

    private readonly string _path;
    private readonly SourceStream _file;
    private readonly ParquetReader _reader;
    private readonly Dictionary<string, DataField> _fields;

    private ParquetSource(string path, SourceStream file, ParquetReader reader)
        => (_path, _file, _reader, _fields) = (path, file, reader, reader.Schema.GetDataFields().GroupBy(field => field.Path.ToString(), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal));

    public IReadOnlyDictionary<string, string> Metadata => _reader.CustomMetadata;

    public int GroupCount => _reader.RowGroupCount;

    public IReadOnlyCollection<string> ColumnNames => _fields.Keys;

    /// <summary>The rows of all groups.</summary>
    public long RowCount => Enumerable.Range(0, GroupCount).Sum(RowsOf);

    /// <param name="path">The file.</param>
    /// <param name="isSealed">Whether it was written by <see cref="ParquetTable{T}"/>: then every byte is checked first.</param>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is no Parquet file, or damaged.</exception>
    /// <exception cref="IOException">The disk refused a read. The file may be whole.</exception>
    public static Task<ParquetSource> OpenAsync(string path, bool isSealed) => OpenAsync(path, isSealed, SharedFile.Open(path));

    /// <inheritdoc cref="OpenAsync(string, bool)"/>
    /// <param name="path">What the file is called in messages.</param>
    /// <param name="isSealed">Whether every byte is checked first.</param>
    /// <param name="bytes">The file, which is closed with this.</param>
    public static async Task<ParquetSource> OpenAsync(string path, bool isSealed, Stream bytes)
    {
        var file = new SourceStream(bytes);
        try
        {
            if (isSealed)
            {
                FileSeal.Check(file, path);
                file.Position = 0;
            }
            return await ReadAsync(path, file, async () =>
            {
                ParquetFooter.Check(file);
                file.ReadEachByteOnce();
                return new ParquetSource(path, file, await ParquetReader.CreateAsync(file, new ParquetOptions { TreatByteArrayAsString = true }));
            });
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public long RowsOf(int group)
    {
        using var reader = _reader.OpenRowGroupReader(group);
        return reader.RowCount is >= 0 and <= MostRowsOfGroup and var count ? count : throw Damaged(_path, FormattableString.Invariant($"group {group} says that it has {reader.RowCount} rows"));
    }

    public Task<string?[]> ReadTextsAsync(int group, string column) => ReadColumnAsync(column, typeof(string), async field =>
    {
        using var reader = _reader.OpenRowGroupReader(group);
        var values = new string?[RowsOf(group)];
        await reader.ReadAsync(field, values.AsMemory()!);
        return values;
    });

    public Task<TValue?[]> ReadNumbersAsync<TValue>(int group, string column)
        where TValue : struct
        => ReadColumnAsync(column, typeof(TValue), async field =>
        {
            using var reader = _reader.OpenRowGroupReader(group);
            var values = new TValue?[RowsOf(group)];
            await reader.ReadAsync<TValue>(field, values);
            return values;
        });

    public async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _file.DisposeAsync();
    }

    private Task<TResult> ReadColumnAsync<TResult>(string column, Type type, Func<DataField, Task<TResult>> read)
    {
        if (!_fields.TryGetValue(column, out var field))
        {
            throw new InvalidDataException($"'{CellText.Quoted(_path)}' has no column '{Excerpt.Of(column)}'; it has {Excerpt.Of([.. _fields.Keys])}.");
        }
        return TypeOf(field) == type && !field.IsArray && field.MaxRepetitionLevel == 0
            ? ReadAsync(_path, _file, () =>
            {
                _file.ReadEachByteOnce();
                return read(field);
            })
            : throw new InvalidDataException($"'{CellText.Quoted(_path)}', column '{Excerpt.Of(column)}': it is of type {(field.MaxRepetitionLevel > 0 ? "list of " : "")}{TypeOf(field).Name}, but should be of {type.Name}.");
    }

    /// <summary>Texts are characters to the reader.</summary>
    private static Type TypeOf(DataField field) => field.ClrType == typeof(ReadOnlyMemory<char>) ? typeof(string) : field.ClrType;

    /// <summary>The reader trusts what it reads: a damaged file ends in whatever that leads to.</summary>
    private static async Task<TResult> ReadAsync<TResult>(string path, SourceStream file, Func<Task<TResult>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception exception) when (IsOfReader(exception))
        {
            throw file.Refused is { } refused
                ? new IOException($"'{CellText.Quoted(path)}' could not be read: {Excerpt.Of(refused.Message)} Try again; where it comes again, look at the disk.", refused)
                : Damaged(path, exception.Message, exception);
        }
    }

    /// <summary>
    /// What was seen to come out of it and the decompressors where bits, bytes and pieces of files of all compressions were changed, some thousand times.
    /// Its own IOException, and no other, says that a part of the file is shorter than it should be.
    /// </summary>
    private static bool IsOfReader(Exception exception) => exception is ParquetException or ThriftProtocolException or ZstdException or InvalidDataException or IOException or ArgumentException
        or InvalidOperationException or NotSupportedException or NotImplementedException or OverflowException or IndexOutOfRangeException or NullReferenceException;

    private static InvalidDataException Damaged(string path, string fault, Exception? exception = null) => new($"'{CellText.Quoted(path)}' is no Parquet file that can be read, or damaged: {Excerpt.Of(fault).TrimEnd('.')}. Write it again, or copy it again from where it is whole.", exception);
}
