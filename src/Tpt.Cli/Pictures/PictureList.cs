using Tpt.Cli.Terminal;

namespace Tpt.Cli.Pictures;

/// <summary>The pictures that a command line names: files, folders, patterns, and <c>-</c> for paths on the standard input.</summary>
internal static class PictureList
{
    private const string StandardInput = "-";

    /// <summary>The pictures in the order in which they are named. One that is named twice, by whatever paths, stands where it is named first, and no more.</summary>
    /// <remarks>Names that are not UTF-8 come out as one and the same, which leads to nothing: all of them stay.</remarks>
    /// <param name="names">What the command line names.</param>
    /// <param name="extensions">The endings of pictures in a folder. A file that is itself named may have any.</param>
    /// <param name="input">The standard input, one path a line.</param>
    /// <returns>The pictures, and in their place names that stand for none, and folders that cannot be read. At least one is a file.</returns>
    /// <exception cref="FileNotFoundException">Names stand for nothing, and there is no picture beside them.</exception>
    /// <exception cref="InvalidDataException">So it is with a folder that has no picture in it; or the standard input has no path.</exception>
    public static IReadOnlyList<string> Read(IEnumerable<string> names, IReadOnlyList<string> extensions, TextReader input)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Exception? first = null;
        string[] all = [.. names.SelectMany(name => name == StandardInput ? ReadLines(input) : [name]).SelectMany(FilesOrName).Where(path => seen.Add(Path.GetFullPath(path)) || !Path.Exists(path))];
        return first is null || all.Any(File.Exists) ? all : throw first;

        // Among others a bad name costs nothing: it stands in its place, and who reads it tells why it is no picture.
        string[] FilesOrName(string name)
        {
            try
            {
                return Files(name, extensions);
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                first ??= exception;
                return [name];
            }
        }
    }

    private static IEnumerable<string> ReadLines(TextReader input)
    {
        var any = false;
        while (input.ReadLine() is { } line)
        {
            if (line.Contains('\0'))
            {
                throw new InvalidDataException("A path on the standard input has a NUL character in it. '-' reads one path a line: leave out -print0, or pipe through tr '\\0' '\\n'.");
            }
            if (!string.IsNullOrWhiteSpace(line))
            {
                any = true;
                yield return line;
            }
        }
        if (!any)
        {
            throw new InvalidDataException("'-' reads paths of pictures from the standard input, one a line, and there is none on it.");
        }
    }

    private static string[] Files(string name, IReadOnlyList<string> extensions)
    {
        if (Directory.Exists(name))
        {
            // One that cannot be read gives its own name, and no picture.
            return Required(PictureFolder.Files(name, extensions), () => new InvalidDataException($"The folder '{CellText.Quoted(name)}' has no pictures in it ({string.Join(", ", extensions)})."));
        }
        if (File.Exists(name))
        {
            return [name];
        }
        return PictureGlob.IsPattern(name)
            ? Required(PictureGlob.Files(name, extensions), () => new FileNotFoundException($"No picture fits '{CellText.Quoted(name)}'. A pattern stands for files: those in folders are 'folder*/**'."))
            : throw new FileNotFoundException($"There is no picture and no folder '{CellText.Quoted(name)}'.");
    }

    private static string[] Required(IEnumerable<string> files, Func<Exception> error)
    {
        string[] all = [.. files];
        return all.Length > 0 ? all : throw error();
    }
}
