using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Tpt.Internals;
using Microsoft.ML.Tpt.Models;
using Microsoft.ML.Tpt.Saving;
using Microsoft.ML.Tpt.Scoring;
using Tpt.Engine;
using Tpt.Engine.Approximations;
using Tpt.Engine.Prompts;

namespace Microsoft.ML;

/// <summary>
/// Classifies images with CLIP and adapts the prompt to every image by test-time prompt tuning. The prompt is reset for every
/// row, so a row's scores follow from its image alone: not from other rows, their order, the batch (unless
/// <see cref="ApproximationOptions.SharePasses"/> is on) or the way of asking.
/// </summary>
/// <remarks>
/// <para>It is safe on many threads. One transformer holds its model once, however many cursors and prediction engines use it.</para>
/// <para>
/// A <see cref="PredictionEngine{TSrc, TDst}"/> disposes its transformer when it is disposed itself. Where several engines share
/// one, create them with <c>new PredictionEngineOptions { OwnsTransformer = false }</c>.
/// </para>
/// <para>
/// Where a saved transformer cannot be loaded, ML.NET wraps the error in a <see cref="System.Reflection.TargetInvocationException"/>,
/// once for each chain around it: <see cref="Exception.GetBaseException"/> gives it, and
/// <see cref="TptModelCatalog.LoadFrom(ModelOperationsCatalog, string, TptLoadOptions, out DataViewSchema)"/> throws it as it is. It is an <see cref="InvalidDataException"/> where
/// the saved file is damaged, or refers to other files than it was saved with; a <see cref="DirectoryNotFoundException"/> or
/// <see cref="FileNotFoundException"/> where they are gone; an <see cref="IOException"/> where the model cache cannot be used.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using TptTransformer transformer = mlContext.Transforms.TestTimePromptTuning(["cat", "dog"]).Fit(data);
/// mlContext.Model.SaveTo(transformer, data.Schema, "MLModel.zip");
///
/// // In another process:
/// using var loaded = (TptTransformer)new MLContext().Model.Load("MLModel.zip", out var schema);
/// Console.WriteLine($"{string.Join(", ", loaded.ClassNames)}; {loaded.Options.Views.Count} views, seed {loaded.Options.Views.Seed}");
/// </code>
/// </example>
public sealed class TptTransformer : ITransformer, IDisposable
{
    private readonly IHost _host;
    private readonly TptScorer _scorer;

    /// <summary>Takes the lease over: it is disposed with the transformer. Where the constructor throws, it stays the caller's.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="options">The options.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="lease">The model.</param>
    /// <param name="methodState">What the method computed once for the classes and was saved; null to compute it.</param>
    internal TptTransformer(IHostEnvironment environment, TptOptions options, IReadOnlyList<ClassPromptSet> classes, ModelLease lease, byte[]? methodState = null)
    {
        _host = environment.Register(nameof(TptTransformer));
        _scorer = new TptScorer(_host, options, classes, lease, methodState);
        ClassNames = [.. classes.Select(c => c.ClassName)];
    }

    /// <summary>The names of the classes, in the order of the scores and of the keys of the predicted label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// A copy of the options, in which is settled what was left open: the seed, how the model is saved, the classes of a label column and
    /// the <see cref="ModelOptions.ViewChunkSize"/> that was measured. Of a loaded model, what is not saved has its default.
    /// </summary>
    public TptOptions Options => _scorer.Options.Copy();

    bool ITransformer.IsRowToRowMapper => true;

    internal TptScorer Scorer => _scorer;

    /// <summary>The schema of the output: the input's columns and the output columns that the options name.</summary>
    /// <param name="inputSchema">The input's schema.</param>
    /// <returns>The output's schema.</returns>
    /// <exception cref="ArgumentException">The image column is missing or of a wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    /// <example>
    /// <code>
    /// DataViewSchema schema = transformer.GetOutputSchema(data.Schema);
    /// Console.WriteLine(string.Join(", ", schema.Select(column => $"{column.Name}: {column.Type}")));
    /// </code>
    /// </example>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>A lazy view with the output columns. Rows are scored as a cursor reads them, <see cref="TptOptions.BatchSize"/> at a time; nothing is computed where no output column is asked for.</summary>
    /// <remarks>
    /// One cursor over the input gives the columns that pass through, a second one, with only the image column, runs up to two
    /// batches ahead. So the input must give the same rows each time, as ML.NET asks of any data view: load a sequence that can be
    /// enumerated only once into a list first. Where both cursors share such a sequence, that is usually noticed, by the ids or the
    /// number of the rows, and is an error; but not always, and what is not noticed gives rows the scores of others.
    /// <para>
    /// Each pass over the view scores its rows anew. The log warns at the second pass over the same rows, and at each doubling. Where
    /// a trainer or several metrics read the scores, cache them: <c>mlContext.Data.Cache(scored, "Score", "PredictedLabel", ...)</c>, or
    /// <c>AppendCacheCheckpoint(mlContext)</c> behind this stage of a pipeline.
    /// </para>
    /// </remarks>
    /// <param name="input">Data with the image column.</param>
    /// <returns>The view.</returns>
    /// <exception cref="ArgumentException">The image column is missing or of a wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    /// <example>
    /// <code>
    /// using var transformer = mlContext.Transforms.TestTimePromptTuning(["cat", "dog"]).Fit(data);
    /// foreach (var label in transformer.Transform(data).GetColumn&lt;uint&gt;("PredictedLabel"))
    ///     Console.WriteLine(label == 0 ? "no image" : transformer.ClassNames[(int)label - 1]);
    /// </code>
    /// </example>
    public IDataView Transform(IDataView input) => Transform(input, _scorer.Options.Progress);

    /// <summary>As <see cref="Transform(IDataView)"/>, with progress and cancellation of its own. For a transformer that was loaded, in which the options of that kind are not saved.</summary>
    /// <param name="input">Data with the image column. It is read by two cursors at once, so it must give the same rows each time.</param>
    /// <param name="progress">Hears how far each pass over the view has come, after every batch.</param>
    /// <param name="cancellationToken">Stops passes over the view, which then throw <see cref="OperationCanceledException"/>. Checked at every row.</param>
    /// <returns>The view.</returns>
    /// <exception cref="ArgumentException">The image column is missing or of a wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    /// <example>
    /// <code>
    /// using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(10));
    /// var progress = new Progress&lt;TptProgress>(pass => Console.WriteLine($"{pass.Rows} of {pass.TotalRows} rows, {pass.RowsPerSecond:0.0} rows/s"));
    /// var labels = transformer.Transform(data, progress, timeout.Token).GetColumn&lt;uint>("PredictedLabel").ToArray();
    /// </code>
    /// </example>
    public IDataView Transform(IDataView input, IProgress<TptProgress>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new TptDataView(Bind(input.Schema), input, progress, cancellationToken);
    }

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Bind(inputSchema);

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        _scorer.ThrowIfDisposed();
        Interop.SaveTpt(ctx, writer => TptModelFile.Write(writer, _scorer));
    }

    /// <summary>Frees the model's memory, unless another transformer of the same estimator still uses it. Scoring afterwards throws <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _scorer.Dispose();

    private TptRowMapper Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _scorer.ThrowIfDisposed();
        return new TptRowMapper(_scorer, inputSchema);
    }
}
