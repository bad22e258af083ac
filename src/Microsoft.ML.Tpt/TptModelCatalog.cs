using System.IO.Compression;
using Microsoft.ML.Tpt.Saving;

namespace Microsoft.ML;

/// <summary>Adds safe saving to <see cref="MLContext.Model"/>.</summary>
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
