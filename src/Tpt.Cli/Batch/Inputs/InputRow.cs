using Tpt.Cli.Batch.Manifests;
using Tpt.Cli.Terminal;
using Tpt.Engine.Validation;

namespace Tpt.Cli.Batch.Inputs;

/// <summary>Makes a row of what a list has of a picture.</summary>
internal static class InputRow
{
    /// <param name="path">The path; a relative one begins at the folder of the list.</param>
    /// <param name="label">The label; null or blank where there is none.</param>
    /// <param name="labels">The classes.</param>
    /// <param name="list">The list.</param>
    /// <param name="place">The row in it, for messages.</param>
    /// <exception cref="InvalidDataException">There is no path, it has a NUL, or the label is none of the classes.</exception>
    public static ManifestRow Of(string? path, string? label, IReadOnlySet<string> labels, string list, string place)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            throw new InvalidDataException($"'{CellText.Quoted(list)}', {place}: it has no path.");
        }
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new InvalidDataException($"'{CellText.Quoted(list)}', {place}: the path has a NUL, which no file's name has. Mend the row, or leave it out.");
        }
        label = string.IsNullOrWhiteSpace(label) ? null : label.Trim();
        if (label is not null && !labels.Contains(label))
        {
            throw new InvalidDataException($"'{CellText.Quoted(list)}', {place}: the label '{Excerpt.Of(label)}' is none of the classes of --classes. Add it there, or leave the label out.");
        }
        return new ManifestRow(Path.GetFullPath(path, Path.GetDirectoryName(Path.GetFullPath(list))!), label);
    }
}
