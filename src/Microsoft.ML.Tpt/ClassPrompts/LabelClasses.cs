using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;

namespace Microsoft.ML.Tpt.ClassPrompts;

/// <summary>Reads class names from the key values of a label column.</summary>
internal static class LabelClasses
{
    public static string[] Read(DataViewSchema schema, string columnName)
    {
        var column = schema.GetColumnOrNull(columnName)
            ?? throw new ArgumentException($"There is no label column '{columnName}' to take the class names from.");
        if (column.Type is not KeyDataViewType)
        {
            throw new ArgumentException($"Label column '{columnName}' must be of key type to give the class names, but it is of type {column.Type}; map it with mlContext.Transforms.Conversion.MapValueToKey.");
        }

        var classNames = column.TextsOrNull(ColumnAnnotations.KeyValues)
            ?? throw new ArgumentException($"Label column '{columnName}' has no text key values to take the class names from.");
        ClassList.Check(classNames, columnName);
        return classNames;
    }
}
