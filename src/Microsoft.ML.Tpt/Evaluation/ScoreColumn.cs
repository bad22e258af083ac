using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using Tpt.Engine.Validation;

namespace Microsoft.ML.Tpt.Evaluation;

/// <summary>Finds the columns of scored data.</summary>
internal static class ScoreColumn
{
    /// <param name="schema">The schema of the data.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="what">What it holds, for the message.</param>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static DataViewSchema.Column Find(DataViewSchema schema, string name, string what) =>
        schema.GetColumnOrNull(name) ?? throw new ArgumentException($"There is no {what} column '{Excerpt.Of(name)}'.");

    /// <summary>Whether a column is a vector of 32-bit floats.</summary>
    public static bool IsVector(DataViewSchema.Column column) =>
        column.Type is VectorDataViewType { ItemType: NumberDataViewType { RawType: var item } } && item == typeof(float);

    /// <summary>The names of the classes, in the order of the scores.</summary>
    /// <exception cref="ArgumentException">It is no vector of scores, or its slots have no names.</exception>
    public static string[] ClassNames(DataViewSchema.Column score) =>
        IsVector(score) && score.TextsOrNull(ColumnAnnotations.SlotNames) is { } names
            ? names
            : throw new ArgumentException($"Column '{Excerpt.Of(score.Name)}' must be a vector of scores with the class names as slot names, as {nameof(TptCatalog.TestTimePromptTuning)} gives.");
}
