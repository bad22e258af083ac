namespace ModelBuilderStyle;

/// <summary>Looks before the run whether a file can be written at its end.</summary>
internal static class OutputFile
{
    /// <param name="path">The file; <see langword="null"/>: none is written.</param>
    /// <param name="option">The option that names it.</param>
    /// <param name="example">A file name to propose where a folder is given.</param>
    /// <exception cref="InvalidDataException">It is a folder, or lies in none.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Check(string? path, string option, string example)
    {
        if (path is null)
        {
            return;
        }
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.GetFileName(full).Length == 0)
        {
            throw new InvalidDataException($"{option} is '{full}', a folder. Name a file in it, such as '{Path.Combine(full, example)}'.");
        }
        if (Path.GetDirectoryName(full) is { } folder && !Directory.Exists(folder))
        {
            throw new InvalidDataException($"{option} is '{full}', but there is no folder '{folder}'. Create it first, or name a file in one that exists.");
        }

        var isNew = !File.Exists(full);
        using (new FileStream(full, FileMode.OpenOrCreate, FileAccess.Write))
        {
        }
        if (isNew)
        {
            File.Delete(full);
        }
    }
}
