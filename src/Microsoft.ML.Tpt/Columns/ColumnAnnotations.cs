using Microsoft.ML.Data;

namespace Microsoft.ML.Tpt.Columns;

/// <summary>Writing and reading the annotations that ML.NET gives scores, keys and vectors. Their names are internal constants there.</summary>
internal static class ColumnAnnotations
{
    public const string KeyValues = "KeyValues";
    public const string SlotNames = "SlotNames";
    public const string TrainingLabelValues = "TrainingLabelValues";
    public const string ScoreColumnSetId = "ScoreColumnSetId";
    public const string ScoreColumnKind = "ScoreColumnKind";
    public const string ScoreValueKind = "ScoreValueKind";

    public static void AddText(this DataViewSchema.Annotations.Builder builder, string name, string value)
    {
        var text = value.AsMemory();
        builder.Add(name, TextDataViewType.Instance, (ref ReadOnlyMemory<char> destination) => destination = text);
    }

    public static void AddTexts(this DataViewSchema.Annotations.Builder builder, string name, IReadOnlyList<string> values) =>
        builder.Add(name, new VectorDataViewType(TextDataViewType.Instance, values.Count), TextsGetter(values));

    public static ValueGetter<VBuffer<ReadOnlyMemory<char>>> TextsGetter(IReadOnlyList<string> values)
    {
        var texts = values.Select(value => value.AsMemory()).ToArray();
        return (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            var editor = VBufferEditor.Create(ref destination, texts.Length);
            texts.CopyTo(editor.Values);
            destination = editor.Commit();
        };
    }

    /// <summary>A vector-of-text annotation, or <see langword="null"/> where the column has none of that name.</summary>
    public static string[]? TextsOrNull(this DataViewSchema.Column column, string name)
    {
        if (column.Annotations.Schema.GetColumnOrNull(name)?.Type is not VectorDataViewType { ItemType: TextDataViewType })
        {
            return null;
        }

        var texts = default(VBuffer<ReadOnlyMemory<char>>);
        column.Annotations.GetValue(name, ref texts);
        return [.. texts.DenseValues().Select(text => text.ToString())];
    }

    public static string? TextOrNull(this DataViewSchema.Column column, string name)
    {
        if (column.Annotations.Schema.GetColumnOrNull(name)?.Type is not TextDataViewType)
        {
            return null;
        }

        var text = default(ReadOnlyMemory<char>);
        column.Annotations.GetValue(name, ref text);
        return text.ToString();
    }

    /// <summary>The number that ties the columns of one scorer together: one more than any in the schema.</summary>
    public static uint NextScoreColumnSetId(DataViewSchema schema)
    {
        uint highest = 0;
        foreach (var column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(ScoreColumnSetId)?.Type is not KeyDataViewType type || type.RawType != typeof(uint))
            {
                continue;
            }

            uint id = 0;
            column.Annotations.GetValue(ScoreColumnSetId, ref id);
            highest = Math.Max(highest, id);
        }
        return highest + 1;
    }
}
