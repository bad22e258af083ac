using Microsoft.ML.Runtime;
using Tpt.Engine;
using Tpt.Engine.Prompts;

namespace Microsoft.ML;

/// <summary>Makes a <see cref="ClassPromptsTransformer"/>; there is nothing to learn from data.</summary>
internal sealed class ClassPromptsEstimator(IHostEnvironment environment, string outputColumnName, IReadOnlyList<ClassPromptSet> classes, string template)
    : IEstimator<ClassPromptsTransformer>
{
    private readonly ClassPromptsTransformer _transformer = new(environment, outputColumnName, classes, template);

    public ClassPromptsTransformer Fit(IDataView input) => _transformer;

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        var added = Interop.ToShape(_transformer.GetOutputSchema(new DataViewSchema.Builder().ToSchema()));
        return new SchemaShape(inputSchema.Where(column => column.Name != outputColumnName).Concat(added));
    }
}
