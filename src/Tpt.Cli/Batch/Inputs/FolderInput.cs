using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Pictures;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>The pictures of a folder, each folder's own before those of the folders in it, by name. One folder's names are in memory.</summary>
internal static class FolderInput
{
    /// <param name="folder">The folder.</param>
    /// <param name="labels">The classes. The folder at the top that a picture lies in is its label, where it is one of them.</param>
    /// <param name="isByClass">Whether only what lies in a class folder counts.</param>
    /// <param name="extensions">The endings of pictures.</param>
    /// <exception cref="InvalidDataException">A folder may not be read.</exception>
    /// <exception cref="IOException">The disk refused to read a folder.</exception>
    public static IEnumerable<ManifestRow> Read(string folder, IReadOnlySet<string> labels, bool isByClass, IReadOnlyList<string> extensions)
    {
        folder = Path.GetFullPath(folder);
        foreach (var file in PictureFolder.Files(folder, extensions, Refuse))
        {
            var parts = Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar, 2);
            var label = parts.Length == 2 && labels.Contains(parts[0]) ? parts[0] : null;
            if (label is not null || !isByClass)
            {
                yield return new ManifestRow(file, label);
            }
        }
    }

    /// <summary>A folder without its pictures would be a smaller job that nobody asked for.</summary>
    internal static void Refuse(string folder, Exception reason) => throw (reason is IOException and not DirectoryNotFoundException
        ? new IOException($"The folder '{CellText.Quoted(folder)}' could not be read: {Excerpt.Of(reason.Message)} Try again; where it comes again, look at the disk.", reason)
        : new InvalidDataException($"The folder '{CellText.Quoted(folder)}' cannot be read, so its pictures would be left out. Give yourself the right to read it, or move it away.", reason));
}
