using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Internals;
using Tpt.Engine.Prompts;

namespace Microsoft.ML;

/// <summary>Adds a column of class prompts, the same in every row. Made by <see cref="TptCatalog.AddClassPrompts(TransformsCatalog, string, IReadOnlyList{string}, string)"/>.</summary>
/// <remarks>There is nothing to learn from data.</remarks>
/// <example>
/// <code>
/// ClassPromptsEstimator estimator = mlContext.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a sketch of a {0}.");
/// IDataView prompted = estimator.Fit(data).Transform(data);
/// </code>
/// </example>
public sealed class ClassPromptsEstimator : IEstimator<ClassPromptsTransformer>
{
    private readonly ClassPromptsTransformer _transformer;
    private readonly string _outputColumnName;

    internal ClassPromptsEstimator(IHostEnvironment environment, string outputColumnName, IReadOnlyList<ClassPromptSet> classes, string template)
        => (_transformer, _outputColumnName) = (new ClassPromptsTransformer(environment, outputColumnName, classes, template), outputColumnName);

    /// <summary>The transformer. The rows are not read.</summary>
    /// <param name="input">Any data.</param>
    /// <returns>The transformer.</returns>
    /// <example>
    /// <code>
    /// ClassPromptsTransformer transformer = mlContext.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a sketch of a {0}.").Fit(data);
    /// </code>
    /// </example>
    public ClassPromptsTransformer Fit(IDataView input) => _transformer;

    /// <summary>The schema that the transformer will give, by names and kinds of columns.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The input's columns, one of the same name replaced, and the prompts.</returns>
    /// <example>
    /// <code>
    /// var pipeline = mlContext.Transforms.AddClassPrompts("Prompts", ["cat", "dog"], "a sketch of a {0}.")
    ///     .Append(mlContext.Transforms.TestTimePromptTuning(new TptOptions { ClassPromptsColumnName = "Prompts" }));
    /// </code>
    /// </example>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var added = Interop.ToShape(_transformer.GetOutputSchema(new DataViewSchema.Builder().ToSchema()));
        return new SchemaShape(inputSchema.Where(column => column.Name != _outputColumnName).Concat(added));
    }
}
