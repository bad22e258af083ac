using Microsoft.ML.Data;
using Microsoft.ML.Tpt.Columns;
using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Microsoft.ML.Tpt.ClassPrompts;

/// <summary>
/// A column of class prompts: one slot a prompt, named by its class, so slots of the same name belong to one class. The annotations
/// have what the prompts were made of, since the classifier must know which words are the name and which the context that it tunes.
/// </summary>
internal static class ClassPromptsColumn
{
    private const string PromptNames = "PromptNames";
    private const string PromptTemplate = "PromptTemplate";

    public static AddedColumn Create(string name, IReadOnlyList<ClassPromptSet> classes, string template)
    {
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddTexts(ColumnAnnotations.SlotNames, [.. classes.SelectMany(c => c.Names.Select(_ => c.ClassName))]);
        annotations.AddTexts(PromptNames, [.. classes.SelectMany(c => c.Names)]);
        annotations.AddText(PromptTemplate, template);
        var promptCount = classes.Sum(c => c.Names.Count);
        return new AddedColumn(name, new VectorDataViewType(TextDataViewType.Instance, promptCount), annotations.ToAnnotations());
    }

    /// <summary>The prompts as the text tower reads them: underscores are written as blanks, as the reference does.</summary>
    public static IReadOnlyList<string> Prompts(IReadOnlyList<ClassPromptSet> classes, string template) =>
        [.. classes.SelectMany(c => c.Names).Select(name => template.Replace("{0}", name, StringComparison.Ordinal).Replace('_', ' '))];

    /// <summary>The classes and the template that a column was made of.</summary>
    public static (IReadOnlyList<ClassPromptSet> Classes, string Template) Read(DataViewSchema schema, string columnName)
    {
        var column = schema.GetColumnOrNull(columnName)
            ?? throw new ArgumentException($"There is no column '{columnName}' to take the class prompts from.");
        if (column.TextsOrNull(ColumnAnnotations.SlotNames) is not { } classNames
            || column.TextsOrNull(PromptNames) is not { } names
            || column.TextOrNull(PromptTemplate) is not { } template)
        {
            throw new ArgumentException($"Column '{columnName}' has no class prompts: make it with mlContext.Transforms.{nameof(TptCatalog.AddClassPrompts)}.");
        }
        ClassPromptSet[] classes = [.. classNames.Zip(names).GroupBy(slot => slot.First, slot => slot.Second).Select(c => new ClassPromptSet(c.Key, [.. c]))];
        ClassList.Check(classes, columnName);
        return (classes, template);
    }
}
