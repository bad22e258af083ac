using Tpt.Cli.Results;

namespace Tpt.Cli.Evaluation.Predictions;

/// <summary>A column of the predictions as a table.</summary>
/// <param name="Name">Its name, distinct in the table.</param>
/// <param name="Type"><see cref="int"/>, <see cref="float"/> or <see cref="string"/>.</param>
/// <param name="Value">A row's value, of that type; null where it has none.</param>
internal sealed record PredictionColumn(string Name, Type Type, Func<ScoredRow, object?> Value);
