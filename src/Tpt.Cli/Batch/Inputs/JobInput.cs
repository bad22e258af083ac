using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Benchmarks;
using Tpt.Cli.Terminal;
using Tpt.Engine.Prompts;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>The pictures of a job: a folder, a list, CSV or Parquet. They are read a few at a time.</summary>
/// <param name="Name">The name of the folder or file, without its ending.</param>
/// <param name="Rows">The pictures, in their order. What is wrong with the input is an error when it comes to it.</param>
/// <param name="Classes">The classes, in the order of the scores.</param>
internal sealed record JobInput(string Name, IAsyncEnumerable<ManifestRow> Rows, IReadOnlyList<ClassPromptSet> Classes)
{
    /// <summary>What is said where there is no picture.</summary>
    public required string WithoutPictures { get; init; }

    /// <param name="path">The folder or file.</param>
    /// <param name="classes">The classes that were given; null for the class folders of a folder. In a folder one without a name for the prompt goes by its own, with blanks for underscores, as in an evaluation.</param>
    /// <param name="extensions">The endings of pictures in a folder.</param>
    /// <exception cref="FileNotFoundException">There is nothing of that name.</exception>
    /// <exception cref="InvalidDataException">Classes are not given, and the input has none; or some folders of it are classes, and others are none.</exception>
    public static JobInput Open(string path, IReadOnlyList<ClassPromptSet>? classes, IReadOnlyList<string> extensions)
    {
        if (Directory.Exists(path))
        {
            ClassPromptSet[] ofFolders = classes is null
                ? [.. ClassFolders.ReadClasses(path).Select(one => new ClassPromptSet(one.Label, [one.Name]))]
                : [.. classes.Select(one => one.Names is [var name] && name == one.ClassName ? new ClassPromptSet(name, [PromptName.Of(name, "--classes")]) : one)];
            if (classes is not null)
            {
                ClassFolders.RequireClasses(path, LabelsOf(classes));
            }
            return new JobInput(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), FolderInput.Read(path, LabelsOf(ofFolders), isByClass: classes is null, extensions).ToAsyncEnumerable(), ofFolders)
            {
                WithoutPictures = classes is null
                    ? $"--input is '{CellText.Quoted(path)}', and there are no pictures ({string.Join(", ", extensions)}) in its {Words.Count(ofFolders.Length, "class folder")} ({Excerpt.Of([.. ofFolders.Select(one => one.ClassName)])}). Put pictures into them, or name another folder."
                    : $"--input is '{CellText.Quoted(path)}', and there are no pictures ({string.Join(", ", extensions)}) in that folder. Put pictures into it, or name another one.",
            };
        }
        if (BrokenLink.FaultOf(path) is { } fault)
        {
            throw new FileNotFoundException($"--input is '{CellText.Quoted(path)}', {fault}.");
        }
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"--input is '{CellText.Quoted(path)}', and there is no such folder or file. Give a folder of pictures, a text file of paths, CSV or Parquet with the columns path and label.");
        }
        if (classes is null)
        {
            throw new InvalidDataException("--classes is missing. A list of pictures has no classes of its own, unlike a folder with a folder for each class.");
        }
        var labels = LabelsOf(classes);
        return new JobInput(
            Path.GetFileNameWithoutExtension(path),
            OneLabel.Of(
                Path.GetExtension(path).ToUpperInvariant() switch
                {
                    ".PARQUET" => ParquetInput.ReadAsync(path, labels),
                    ".CSV" => CsvInput.Read(path, labels).ToAsyncEnumerable(),
                    _ => ListInput.Read(path, labels).ToAsyncEnumerable(),
                },
                labels,
                path),
            classes)
        {
            WithoutPictures = $"--input is '{CellText.Quoted(path)}', and there are no pictures in that list. Write a row with a path for each picture, or name another file.",
        };
    }

    private static HashSet<string> LabelsOf(IReadOnlyList<ClassPromptSet> classes) => classes.Select(one => one.ClassName).ToHashSet(StringComparer.Ordinal);
}
