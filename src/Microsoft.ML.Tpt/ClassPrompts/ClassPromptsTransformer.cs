using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Microsoft.ML;

/// <summary>Adds a column of class prompts, the same in every row.</summary>
internal sealed class ClassPromptsTransformer : ITransformer
{
    private readonly string _outputColumnName;
    private readonly ClassPromptSet[] _classes;
    private readonly string _template;

    public ClassPromptsTransformer(IHostEnvironment environment, string outputColumnName, IReadOnlyList<ClassPromptSet> classes, string template)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentException.ThrowIfNullOrWhiteSpace(outputColumnName);
        ClassList.Check(classes, nameof(classes));
        _ = new PromptTemplate(template, nameof(template));
        (_outputColumnName, _classes, _template) = (outputColumnName, [.. classes], template);
    }

    public bool IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    public IDataView Transform(IDataView input) => new ClassPromptsDataView(Bind(input.Schema), input);

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
