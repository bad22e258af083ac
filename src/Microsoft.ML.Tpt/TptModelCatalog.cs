using System.IO.Compression;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.ML.Tpt.Saving;
using Tpt.Engine.Validation;

namespace Microsoft.ML;

/// <summary>Adds safe saving, and loading where files lie elsewhere, to <see cref="MLContext.Model"/>.</summary>
/// <example>
/// <code>
/// mlContext.Model.SaveTo(transformer, data.Schema, "MLModel.zip");
/// </code>
/// </example>
public static class TptModelCatalog
{
    /// <summary>
    /// Saves a model, of this library or any other, so that the file is always whole. <c>Save</c> of ML.NET empties the old file
    /// first, and leaves a broken one where the process is killed, the disk is full or the model cannot be saved.
    /// </summary>
    /// <remarks>
    /// The model is written to a file beside the target, whose name begins with the target's and ends in <c>.tmp</c>, flushed to the
    /// disk and moved over the target. The old file keeps its place until then, and its permissions go to the new one (on Unix).
    /// Where <paramref name="path"/> is a symbolic link, the file that it leads to is replaced. The temporary file is deleted where
    /// saving fails; a process that is killed leaves it. After a power failure the file is the old or the new one, either whole.
    /// </remarks>
    /// <param name="catalog">The catalog of model operations.</param>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema of the model's input; <see langword="null"/>: none is saved.</param>
    /// <param name="path">The file, in a folder that exists. The disk needs room for the old file and the new one.</param>
    /// <exception cref="IOException">The file cannot be written, such as for want of space.</exception>
    /// <exception cref="UnauthorizedAccessException">The file is read-only or a folder, or its folder may not be written to.</exception>
    /// <exception cref="InvalidDataException">The files of the CLIP model are no longer those that were loaded.</exception>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    /// <example>
    /// <code>
    /// using var transformer = mlContext.Transforms.TestTimePromptTuning(["cat", "dog"]).Fit(data);
    /// mlContext.Model.SaveTo(transformer, data.Schema, "MLModel.zip");     // an older MLModel.zip can be loaded until this returns
    /// using var loaded = (TptTransformer)mlContext.Model.Load("MLModel.zip", out _);
    /// </code>
    /// </example>
    public static void SaveTo(this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ReplacedFile.Write(path, stream => catalog.Save(model, inputSchema, stream), CheckArchive);
    }

    /// <summary>
    /// Loads a model that was saved to a file, of this library or any other, with the CLIP model in another place or on another device
    /// than its file says. ML.NET's own <c>Load</c> does as well where nothing is to be changed.
    /// </summary>
    /// <param name="catalog">The catalog of model operations.</param>
    /// <param name="path">The saved file.</param>
    /// <param name="options">Where the files of the CLIP model are, and the device. They hold for every <see cref="TptTransformer"/> in the file.</param>
    /// <param name="inputSchema">The schema of the model's input; <see langword="null"/> where none was saved.</param>
    /// <returns>The model.</returns>
    /// <remarks>Errors are thrown as they are, where <c>Load</c> wraps them in <see cref="TargetInvocationException"/>.</remarks>
    /// <exception cref="ArgumentException">An option is out of its range, or a path is blank.</exception>
    /// <exception cref="DirectoryNotFoundException">The CLIP model's folder, or that of the tokenizer, is in none of the places; the message has them all.</exception>
    /// <exception cref="FileNotFoundException">There is no such saved file, or the CLIP model's file is in none of the places.</exception>
    /// <exception cref="InvalidDataException">The saved file is damaged, or the CLIP model is not the one that it was saved with.</exception>
    /// <exception cref="IOException">The model cache cannot be used.</exception>
    /// <example>
    /// <code>
    /// // Saved where the CLIP model was in C:\models\clip, loaded where it is in /models/clip, on the CPU.
    /// var options = new TptLoadOptions { ModelPath = "/models/clip", GpuDeviceId = -1 };
    /// var loaded = mlContext.Model.LoadFrom("MLModel.zip", options, out var schema);
    /// using var engine = mlContext.Model.CreatePredictionEngine&lt;Picture, Answer>(loaded);
    /// </code>
    /// </example>
    public static ITransformer LoadFrom(this ModelOperationsCatalog catalog, string path, TptLoadOptions options, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        (var model, inputSchema) = Load(options, () => (catalog.Load(path, out var schema), schema));
        return model;
    }

    /// <inheritdoc cref="LoadFrom(ModelOperationsCatalog, string, TptLoadOptions, out DataViewSchema)"/>
    /// <param name="catalog">The catalog of model operations.</param>
    /// <param name="stream">The saved model. It can be read and can seek. Where it is no file, nothing is looked for beside it.</param>
    /// <param name="options">Where the files of the CLIP model are, and the device. They hold for every <see cref="TptTransformer"/> in the file.</param>
    /// <param name="inputSchema">The schema of the model's input; <see langword="null"/> where none was saved.</param>
    public static ITransformer LoadFrom(this ModelOperationsCatalog catalog, Stream stream, TptLoadOptions options, out DataViewSchema? inputSchema)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(stream);
        (var model, inputSchema) = Load(options, () => (catalog.Load(stream, out var schema), schema));
        return model;
    }

    private static (ITransformer Model, DataViewSchema? InputSchema) Load(TptLoadOptions options, Func<(ITransformer Model, DataViewSchema? InputSchema)> load)
    {
        ArgumentNullException.ThrowIfNull(options);
        OptionValidator.Check(options);
        try
        {
            return LoadOverride.During(options with { }, load);
        }
        catch (TargetInvocationException exception)
        {
            ExceptionDispatchInfo.Throw(exception.GetBaseException());
            throw;
        }
    }

    /// <summary>ML.NET swallows what happens while the archive's table of contents is written, which comes last.</summary>
    internal static void CheckArchive(string file)
    {
        try
        {
            using var archive = ZipFile.OpenRead(file);
            _ = archive.Entries.Count;
        }
        catch (InvalidDataException exception)
        {
            throw new IOException($"The model was not written whole to '{file}': {exception.Message} The disk may be full.", exception);
        }
    }
}
