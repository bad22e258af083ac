namespace Tpt.Cli.Batch.Files;

/// <summary>A column of a Parquet file.</summary>
/// <typeparam name="T">What a row is.</typeparam>
/// <param name="Name">Its name.</param>
/// <param name="Type"><see cref="string"/>, <see cref="int"/>, <see cref="long"/>, <see cref="float"/>, <see cref="double"/> or <see cref="bool"/>.</param>
/// <param name="Value">A row's value, of that type; null where it has none.</param>
internal sealed record ParquetColumn<T>(string Name, Type Type, Func<T, object?> Value);
