namespace ModelBuilderStyle;

/// <summary>The class names of the command line: a list with commas, or a text file.</summary>
internal static class ClassNameList
{
    private static readonly string[] _fileExtensions = [".txt", ".csv", ".lst", ".list"];

    /// <param name="value">The names with commas between them, or the path of a file with one on each line.</param>
    /// <exception cref="FileNotFoundException">The value looks like a path, and there is no such file.</exception>
    /// <exception cref="InvalidDataException">There is no name.</exception>
    public static string[] Read(string value)
    {
        var isFile = File.Exists(value);
        if (!isFile && LooksLikePath(value))
        {
            throw new FileNotFoundException($"--classes looks like a file, but there is no file '{Path.GetFullPath(value)}'. Give a text file with one class name on each line, or the names with commas between them.");
        }
        var names = isFile
            ? File.ReadLines(value).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray()
            : value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length > 0 ? names : throw new InvalidDataException($"--classes '{value}' has no class name in it.");
    }

    /// <summary>A list with commas may have a slash in a name; a single value with one is a path.</summary>
    private static bool LooksLikePath(string value) =>
        _fileExtensions.Contains(Path.GetExtension(value), StringComparer.OrdinalIgnoreCase)
        || (!value.Contains(',', StringComparison.Ordinal) && value.AsSpan().IndexOfAny(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar) >= 0);
}
