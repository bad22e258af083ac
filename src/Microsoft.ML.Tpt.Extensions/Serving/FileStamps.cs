using System.Globalization;

namespace Microsoft.ML.Tpt.Serving;

/// <summary>What files look like from outside: their names, sizes and times, and where links lead. Other files there give another text.</summary>
internal static class FileStamps
{
    private const int MostFiles = 1000;

    /// <param name="path">A file, or a folder whose files are meant.</param>
    /// <returns>Empty where there is nothing.</returns>
    public static string Of(string path)
    {
        try
        {
            return Read(path);
        }
        // A file that goes while it is looked at is one more change: the next look sees it.
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string Read(string path)
    {
        if (File.Exists(path))
        {
            return Of(new FileInfo(path));
        }
        if (!Directory.Exists(path))
        {
            return "";
        }
        var folder = new DirectoryInfo(path);
        var target = folder.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder.FullName;
        return string.Join('\n', folder.EnumerateFiles().OrderBy(file => file.Name, StringComparer.Ordinal).Take(MostFiles).Select(Of).Prepend(target));
    }

    private static string Of(FileInfo file)
    {
        var target = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
        return string.Create(CultureInfo.InvariantCulture, $"{file.Name} {target.FullName} {target.Length} {target.LastWriteTimeUtc.Ticks}");
    }
}
