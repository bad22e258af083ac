using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using static System.FormattableString;

namespace Microsoft.ML.Tpt.Evaluation;

/// <summary>Reads labels as keys in the order of the classes, and refuses keys in another order, of which ML.NET would make wrong numbers in silence.</summary>
internal static class LabelReader
{
    /// <summary>A function that gives the current row's label, from 1; 0 where it is no class.</summary>
    public static Func<uint> Create(DataViewRow row, DataViewSchema.Column label, string[] classNames)
    {
        switch (label.Type)
        {
            case TextDataViewType:
                var keys = classNames.Index().ToDictionary(c => c.Item, c => (uint)c.Index + 1, StringComparer.Ordinal);
                var getText = row.GetGetter<ReadOnlyMemory<char>>(label);
                var text = default(ReadOnlyMemory<char>);
                return () =>
                {
                    getText(ref text);
                    return keys.GetValueOrDefault(text.ToString());
                };
            case KeyDataViewType when label.Type.RawType == typeof(uint):
                CheckOrder(label, classNames);
                var getKey = row.GetGetter<uint>(label);
                uint key = 0;
                return () =>
                {
                    getKey(ref key);
                    return key;
                };
            default:
                throw new ArgumentException($"Label column '{label.Name}' must be text or a key with the class names as values, but it is of type {label.Type}.");
        }
    }

    private static void CheckOrder(DataViewSchema.Column label, string[] classNames)
    {
        var values = label.TextsOrNull(ColumnAnnotations.KeyValues)
            ?? throw new ArgumentException($"Label column '{label.Name}' has no text key values, so nothing says which class a key is. {Remedy(label.Name)}");
        if (values.SequenceEqual(classNames))
        {
            return;
        }

        var at = Enumerable.Range(0, Math.Max(values.Length, classNames.Length)).First(i => values.ElementAtOrDefault(i) != classNames.ElementAtOrDefault(i));
        throw new ArgumentException(
            Invariant($"The keys of label column '{label.Name}' are not the classes of the scores: key {at + 1} of {values.Length} is {Quote(values, at)}, class {at + 1} of {classNames.Length} is {Quote(classNames, at)}. ") +
            $"ML.NET compares numbers of keys, not names, so its metrics would be wrong without an error. {Remedy(label.Name)}");
    }

    private static string Quote(string[] names, int at) => at < names.Length ? $"'{names[at]}'" : "none";

    private static string Remedy(string name) =>
        $"Evaluate the text label itself, or map it with mlContext.Transforms.Conversion.{nameof(TptCatalog.MapLabelToClasses)}(\"{name}\", transformer.ClassNames).";
}
