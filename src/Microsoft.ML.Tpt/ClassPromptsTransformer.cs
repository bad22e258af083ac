using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.ClassPrompts;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Microsoft.ML;

/// <summary>Adds a column of class prompts, the same in every row. Made by <see cref="ClassPromptsEstimator"/>.</summary>
/// <example>
/// <code>
/// ClassPromptsTransformer transformer = mlContext.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a sketch of a {0}.").Fit(data);
/// IDataView prompted = transformer.Transform(data);
/// </code>
/// </example>
public sealed class ClassPromptsTransformer : ITransformer
{
    private readonly string _outputColumnName;
    private readonly ClassPromptSet[] _classes;
    private readonly string _template;

    internal ClassPromptsTransformer(IHostEnvironment environment, string outputColumnName, IReadOnlyList<ClassPromptSet> classes, string template)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ClassList.Check(classes, nameof(classes));
        _ = new PromptTemplate(template, nameof(template));
        (_outputColumnName, _classes, _template) = (outputColumnName, [.. classes], template);
    }

    bool ITransformer.IsRowToRowMapper => true;

    /// <summary>The schema of the output: the input's columns and the prompts.</summary>
    /// <param name="inputSchema">The input's schema.</param>
    /// <returns>The output's schema.</returns>
    /// <example>
    /// <code>
    /// var transformer = mlContext.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a sketch of a {0}.").Fit(data);
    /// Console.WriteLine(transformer.GetOutputSchema(data.Schema)["Prompts"].Type);
    /// </code>
    /// </example>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    /// <summary>A lazy view with the prompts in every row.</summary>
    /// <param name="input">Any data.</param>
    /// <returns>The view.</returns>
    /// <example>
    /// <code>
    /// var prompted = mlContext.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a sketch of a {0}.").Fit(data).Transform(data);
    /// Console.WriteLine(prompted.Schema["Prompts"].Type);
    /// </code>
    /// </example>
    public IDataView Transform(IDataView input) => new AppendedDataView(Bind(input.Schema), input, checkCanceled: () => { });

    void ICanSaveModel.Save(ModelSaveContext ctx) =>
        Interop.SaveClassPrompts(ctx, new ClassPromptsState(_outputColumnName, _template, _classes).Write);

    private ClassPromptsRowMapper Bind(DataViewSchema inputSchema) => new(
        new ColumnBinding(inputSchema, [ClassPromptsColumn.Create(_outputColumnName, _classes, _template)]),
        new Values(ClassPromptsColumn.Prompts(_classes, _template)));

    private sealed class Values(IReadOnlyList<string> prompts) : IAddedValues
    {
        public Delegate CreateGetter(int addedIndex) => ColumnAnnotations.TextsGetter(prompts);

        public void OnEnd(long rowCount)
        {
        }

        public void Dispose()
        {
        }
    }
}
