using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Benchmarks;
using Tpt.Cli.Terminal;
using Tpt.Engine.Prompts;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>The pictures of a job: a folder, a list, CSV or Parquet. They are read a few at a time.</summary>
/// <param name="Name">The name of the folder or file, without its ending.</param>
/// <param name="Rows">The pictures, in their order. What is wrong with the input is an error when it comes to it.</param>
/// <param name="Classes">The classes of a folder of class folders; null for what has none of its own.</param>
internal sealed record JobInput(string Name, IAsyncEnumerable<ManifestRow> Rows, IReadOnlyList<ClassPromptSet>? Classes)
{
    /// <param name="path">The folder or file.</param>
    /// <param name="classes">The labels that there may be; null for the class folders of a folder.</param>
    /// <param name="extensions">The endings of pictures in a folder.</param>
    /// <exception cref="FileNotFoundException">There is nothing of that name.</exception>
    /// <exception cref="InvalidDataException">Classes are not given, and the input has none.</exception>
    public static JobInput Open(string path, IReadOnlyList<ClassPromptSet>? classes, IReadOnlyList<string> extensions)
    {
        var labels = classes?.Select(one => one.ClassName).ToHashSet(StringComparer.Ordinal);
        if (Directory.Exists(path))
        {
            var own = classes is null ? ClassFolders.ReadClasses(path).Select(one => new ClassPromptSet(one.Label, [one.Name])).ToArray() : null;
            return new JobInput(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), FolderInput.Read(path, labels ?? own!.Select(one => one.ClassName).ToHashSet(StringComparer.Ordinal), isByClass: classes is null, extensions).ToAsyncEnumerable(), own);
        }
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"--input is '{CellText.Quoted(path)}', and there is no such folder or file. Give a folder of pictures, a text file of paths, CSV or Parquet with the columns path and label.");
        }
        if (labels is null)
        {
            throw new InvalidDataException("--classes is missing. A list of pictures has no classes of its own, unlike a folder with a folder for each class.");
        }
        return new JobInput(
            Path.GetFileNameWithoutExtension(path),
            Path.GetExtension(path).ToUpperInvariant() switch
            {
                ".PARQUET" => ParquetInput.ReadAsync(path, labels),
                ".CSV" => CsvInput.Read(path, labels).ToAsyncEnumerable(),
                _ => ListInput.Read(path, labels).ToAsyncEnumerable(),
            },
            null);
    }
}
