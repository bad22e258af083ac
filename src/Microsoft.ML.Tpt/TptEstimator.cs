using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.ClassPrompts;
using Microsoft.ML.Tpt.Columns;
using Microsoft.ML.Tpt.Images;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Tpt.Models;
using Tpt.Engine;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Microsoft.ML;

/// <summary>
/// Classifies images with CLIP and adapts the prompt to every image by test-time prompt tuning (Shu et al., NeurIPS 2022). Made by
/// <see cref="TptCatalog.TestTimePromptTuning(TransformsCatalog, TptOptions)"/>.
/// </summary>
/// <remarks>
/// Nothing is trained on the data: <see cref="Fit"/> loads the CLIP model, encodes the class names and checks the columns. The
/// adaptation happens while rows are scored, and is undone after each. Transformers from the same estimator share the model.
/// </remarks>
/// <example>
/// <code>
/// TptEstimator estimator = mlContext.Transforms.TestTimePromptTuning(["cat", "dog", "horse"]);
/// using TptTransformer transformer = estimator.Fit(data);
/// IDataView scored = transformer.Transform(data);
/// </code>
/// </example>
public sealed class TptEstimator : IEstimator<TptTransformer>
{
    private readonly IHost _host;
    private readonly TptOptions _options;
    private readonly SharedModel _model;

    internal TptEstimator(IHostEnvironment environment, TptOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _host = environment.Register(nameof(TptEstimator));
        _options = options.Copy();
        _options.Validate();
        _options.Views.Seed ??= Interop.GetSeed(environment) ?? 0;
        _options.ModelStorage ??= _options.Model.Path is null ? TptModelStorage.Embed : TptModelStorage.Reference;
        _model = new SharedModel(() => ModelLoader.Load(_host, _options, ModelLocator.Find(_options, DownloadLog.Access(_host, _options))));
    }

    /// <summary>Loads the CLIP model, encodes the class names and checks the columns. The rows of <paramref name="input"/> are not read.</summary>
    /// <param name="input">Data with the image column, and the column of class prompts or labels where the options name one.</param>
    /// <returns>The transformer. It holds native memory: dispose it.</returns>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type, or a class name does not fit the prompt.</exception>
    /// <exception cref="DirectoryNotFoundException">The model's folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The model's folder lacks a file.</exception>
    /// <exception cref="InvalidDataException">The model's files are not those of a CLIP model.</exception>
    /// <example>
    /// <code>
    /// // Fit takes the classes from the key values of the label column.
    /// var labelled = mlContext.Transforms.Conversion.MapValueToKey("Label").Fit(data).Transform(data);
    /// using var transformer = mlContext.Transforms.TestTimePromptTuning(new TptOptions { ClassesFromColumnName = "Label" }).Fit(labelled);
    /// Console.WriteLine(string.Join(", ", transformer.ClassNames));
    /// </code>
    /// </example>
    public TptTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ThrowIfStopped();
        ImageReader.FindColumn(input.Schema, _options);
        var options = _options.Copy();
        var classes = FindClasses(input.Schema, options);

        var lease = _model.Lease();
        try
        {
            ThrowIfStopped();
            options.Model = options.Model with { HubId = lease.Model.HubId };
            if (options.Model.MeasureViewChunkSize)
            {
                options.Model = options.Model with { ViewChunkSize = lease.Model.ViewChunkSize, MeasureViewChunkSize = false };
            }
            return new TptTransformer(_host, options, classes, lease);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>The schema that the transformer will give, by names and kinds of columns.</summary>
    /// <param name="inputSchema">The shape of the input.</param>
    /// <returns>The input's columns, those of the same name replaced, and the output columns.</returns>
    /// <exception cref="ArgumentException">The image column, or another that the options name, is missing or of a wrong type.</exception>
    /// <example>
    /// <code>
    /// // Append asks each stage for its schema, so a missing image column is an error before a model is loaded.
    /// var pipeline = mlContext.Transforms.LoadImages("Image", imageFolder, "Path")
    ///     .Append(mlContext.Transforms.TestTimePromptTuning(["cat", "dog"]));
    /// using var model = pipeline.Fit(data);
    /// </code>
    /// </example>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ImageReader.CheckShape(inputSchema, _options);
        foreach (var name in new[] { _options.ClassPromptsColumnName, _options.ClassesFromColumnName }.OfType<string>())
        {
            if (inputSchema.All(column => column.Name != name))
            {
                throw new ArgumentException($"There is no column '{name}' to take the classes from.", nameof(inputSchema));
            }
        }
        var added = Interop.ToShape(TptColumns.Shape(_options));
        var names = added.Select(column => column.Name).ToHashSet();
        return new SchemaShape(inputSchema.Where(column => !names.Contains(column.Name)).Concat(added));
    }

    /// <summary>Loading is not interrupted: it is looked at before and after.</summary>
    private void ThrowIfStopped()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        Interop.ThrowIfCanceled(_host);
    }

    /// <summary>Takes the classes from where the options say, and settles that in the options.</summary>
    private static IReadOnlyList<ClassPromptSet> FindClasses(DataViewSchema schema, TptOptions options)
    {
        if (options.ClassPromptsColumnName is { } promptsColumn)
        {
            var (classes, template) = ClassPromptsColumn.Read(schema, promptsColumn);
            if (options.Prompt.Template is { } other && other != template)
            {
                throw new ArgumentException($"{nameof(TptOptions.Prompt)}.{nameof(PromptOptions.Template)} is '{Excerpt.Of(other)}', but the prompts in column '{promptsColumn}' were made with '{Excerpt.Of(template)}'; leave the option null.");
            }

            options.Prompt.Template = template;
            return classes;
        }
        if (options.ClassesFromColumnName is { } labelColumn)
        {
            options.ClassNames = LabelClasses.Read(schema, labelColumn);
            options.ClassesFromColumnName = null;
        }
        return ClassList.FromNames(options.ClassNames!);
    }
}
